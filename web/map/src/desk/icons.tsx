import type { ComponentChildren } from 'preact'

const icon = (children: ComponentChildren) => () => (
  <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    {children}
  </svg>
)

export const UploadIcon = icon(<path d="M10 13V3.5M6 7l4-4 4 4M3.5 12.5v3a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-3" />)
export const FileIcon = icon(
  <>
    <path d="M5 2.5h6.5l3.5 3.5v11.5H5z" />
    <path d="M11.5 2.5V6H15" />
  </>,
)
