/** A patch of the colour that the map has. */
export const Patch = ({ color }: { color: string }) => (
  <svg width="16" height="16" aria-hidden="true" focusable="false">
    <rect x="0.5" y="0.5" width="15" height="15" rx="2" fill={color} stroke="currentColor" stroke-opacity="0.4" />
  </svg>
)
