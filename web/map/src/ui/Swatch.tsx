/** A land colour with its code printed on it: codes that share a colour stay told apart. */
export function Swatch({ color, code }: { color: string; code: string }) {
  return (
    <span class="swatch">
      <svg width="12" height="20" aria-hidden="true" focusable="false">
        <rect x="0.5" y="0.5" width="11" height="19" rx="2" fill={color} />
      </svg>
      <code>{code}</code>
    </span>
  )
}
