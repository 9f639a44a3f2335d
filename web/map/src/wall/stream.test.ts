import { expect, it } from 'vitest'
import { eventsIn } from './stream'

it('events are read by name, however the stream is cut', () => {
  const stream = 'event: begin\ndata: {}\nid: x\n\n: \n\nevent: wall\ndata: {}\n\n'
  expect(eventsIn(stream)).toEqual({ names: ['begin', 'wall'], rest: '' })
  for (let cut = 0; cut < stream.length; cut++) {
    const first = eventsIn(stream.slice(0, cut))
    expect([...first.names, ...eventsIn(first.rest + stream.slice(cut)).names]).toEqual(['begin', 'wall'])
  }
})
