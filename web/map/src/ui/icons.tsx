import type { ComponentChildren } from 'preact'

/** Line icons, 20 pixels, in the colour of the text. They are never alone: a word or a label stands with them. */
const icon = (children: ComponentChildren) => () => (
  <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    {children}
  </svg>
)

export const SearchIcon = icon(
  <>
    <circle cx="8.5" cy="8.5" r="5.5" />
    <path d="m12.7 12.7 4.8 4.8" />
  </>,
)
export const CloseIcon = icon(<path d="m5 5 10 10M15 5 5 15" />)
export const PlusIcon = icon(<path d="M10 4v12M4 10h12" />)
export const MinusIcon = icon(<path d="M4 10h12" />)
export const LocateIcon = icon(
  <>
    <circle cx="10" cy="10" r="5.5" />
    <circle cx="10" cy="10" r="1.5" class="filled" />
    <path d="M10 1.5v3M10 15.5v3M1.5 10h3M15.5 10h3" />
  </>,
)
export const RulerIcon = icon(
  <>
    <path d="m13.6 1.9 4.5 4.5L6.4 18.1l-4.5-4.5z" />
    <path d="m11.2 4.3 2 2M8.6 6.9l1.4 1.4M6.1 9.4l2 2M3.5 12l1.4 1.4" />
  </>,
)
export const LayersIcon = icon(
  <>
    <path d="m10 2.5 7.5 4L10 10.5l-7.5-4z" />
    <path d="m2.5 10 7.5 4 7.5-4M2.5 13.5l7.5 4 7.5-4" />
  </>,
)
export const LinkIcon = icon(
  <>
    <path d="M8.2 11.8a3.6 3.6 0 0 0 5.1 0l2.9-2.9a3.6 3.6 0 0 0-5.1-5.1L9.7 5.2" />
    <path d="M11.8 8.2a3.6 3.6 0 0 0-5.1 0l-2.9 2.9a3.6 3.6 0 0 0 5.1 5.1l1.4-1.4" />
  </>,
)
export const CopyIcon = icon(
  <>
    <rect x="7" y="7" width="10" height="10" rx="1.5" />
    <path d="M13 7V4.5A1.5 1.5 0 0 0 11.5 3h-7A1.5 1.5 0 0 0 3 4.5v7A1.5 1.5 0 0 0 4.5 13H7" />
  </>,
)
export const SwapIcon = icon(<path d="M4 7.5h11.5L12 4M16 12.5H4.5L8 16" />)
export const UndoIcon = icon(<path d="M7 4 3.5 7.5 7 11M3.5 7.5H12a4.5 4.5 0 0 1 0 9H8" />)
export const TargetIcon = icon(
  <>
    <path d="M3 7V4.5A1.5 1.5 0 0 1 4.5 3H7M13 3h2.5A1.5 1.5 0 0 1 17 4.5V7M17 13v2.5a1.5 1.5 0 0 1-1.5 1.5H13M7 17H4.5A1.5 1.5 0 0 1 3 15.5V13" />
    <circle cx="10" cy="10" r="2" class="filled" />
  </>,
)
export const WarnIcon = icon(
  <>
    <path d="M10 3 1.8 17h16.4z" />
    <path d="M10 8v4M10 14.3v.2" />
  </>,
)
export const DownloadIcon = icon(<path d="M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13" />)
export const CheckIcon = icon(
  <>
    <circle cx="10" cy="10" r="7.5" />
    <path d="m6.5 10.2 2.5 2.5 4.5-5" />
  </>,
)
export const ChevronIcon = icon(<path d="m5 7.5 5 5 5-5" />)
export const BackIcon = icon(<path d="M12.5 5 7.5 10l5 5" />)
export const ParcelIcon = icon(<path d="M3.5 6 9 3.5l7.5 2.5-1.5 9.5-6.5 1-5-3z" />)
export const CommuneIcon = icon(
  <>
    <path d="M4 6.5 10 3l6.5 2.5L17 13l-6 4-7-2.5z" stroke-dasharray="2.5 2.2" />
    <circle cx="10.2" cy="9.8" r="1.8" class="filled" />
  </>,
)
export const PinIcon = icon(
  <>
    <path d="M10 18c4-4.3 6-7.5 6-10a6 6 0 1 0-12 0c0 2.5 2 5.7 6 10z" />
    <circle cx="10" cy="8" r="2" />
  </>,
)

export const PersonIcon = icon(
  <>
    <circle cx="10" cy="6.5" r="3.2" />
    <path d="M3.5 17c.6-3.6 3.2-5.4 6.5-5.4s5.9 1.8 6.5 5.4" />
  </>,
)

/** The compass needle, turned against the map's bearing. */
export const CompassIcon = ({ bearing }: { bearing: number }) => (
  <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    <g transform={`rotate(${-bearing} 10 10)`}>
      <path d="M10 2 6.8 10h6.4z" class="filled" />
      <path d="M10 18 6.8 10h6.4z" />
    </g>
  </svg>
)
