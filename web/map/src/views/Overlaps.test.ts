import { afterEach, describe, expect, it } from 'vitest'
import type { LayerOverlaps } from '../api/types'
import { lang, layers } from '../state/store'
import { layer } from '../testing/layers'
import { textOf } from '../testing/text'
import { OverlapList } from './Overlaps'

const found = (name: string, state: string, over: Partial<LayerOverlaps> = {}) =>
  ({
    name,
    title: { vi: name, en: name },
    state,
    source: '',
    as_of: null,
    decisions: [],
    records: [],
    left_out: 0,
    more: false,
    ...over,
  }) as unknown as LayerOverlaps

afterEach(() => {
  lang.value = 'vi'
  layers.value = []
})

describe('layers with nothing on the land', () => {
  const shown = (...of: LayerOverlaps[]): string => {
    layers.value = [layer('rừng'), layer('đường')]
    return textOf(OverlapList({ of }))
  }

  it('are told in one sentence', () => {
    const text = shown(found('rừng', 'none_here'), found('đường', 'none_here'))
    expect(text).toContain('Không có vùng nào của các lớp này trên thửa: rừng; đường.')
    expect(text).not.toContain('Còn nữa')
  })

  it('and a list that was cut: that there is more, and where', () => {
    const text = shown(found('rừng', 'none_here'), found('đường', 'none_here', { more: true }))
    expect(text).toContain('Còn nữa ở các lớp này; chỉ xét 500 đối tượng đầu: đường.')
  })

  it('or of which that is not known: what to do, and no word of there being nothing', () => {
    const one = found('rừng', 'unknown', { more: true })
    expect(shown(one)).toContain(
      'Chưa xem hết được các lớp này nên chưa thể nói là không có: rừng. Hãy thu nhỏ lại vùng cần xem.',
    )
    expect(shown(one)).not.toContain('Không có vùng nào')
    lang.value = 'en'
    expect(shown(one)).toContain(
      'Not all of these layers could be looked at, so they may have something here: rừng. Choose a smaller area.',
    )
  })
})
