import { type ComponentChildren, isValidElement } from 'preact'

/** The text of what a view returns, its parts drawn too. For views without hooks. */
export function textOf(node: ComponentChildren): string {
  if (Array.isArray(node)) return node.map(textOf).join('')
  if (!isValidElement(node)) return typeof node === 'string' || typeof node === 'number' ? String(node) : ''
  const { type, props } = node as { type: unknown; props: { children?: ComponentChildren } }
  return textOf(typeof type === 'function' ? type(props) : props.children)
}
