import type { SVGProps } from 'react'

/** Strokes on a grid of 16, drawn for 14 to 20 px. */
const PATHS = {
  check: 'M3.2 8.6l3.2 3.2 6.4-7.2',
  cross: 'M4 4l8 8M12 4l-8 8',
  clock: 'M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 0 1 0-11.6M8 5v3.2l2.2 1.4',
  slash: 'M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 0 1 0-11.6M4 12l8-8',
  spinner: 'M8 2.2a5.8 5.8 0 1 1-5.8 5.8',
  runs: 'M2.5 4h6.5M2.5 8h11M2.5 12h4.5M11.5 4h2M9.5 12h4',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9M10.4 10.4l3.1 3.1',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  left: 'M10 4l-4 4 4 4',
  copy: 'M6 5.5h6.5v8H6zM3.5 10.5v-8H10',
  link: 'M6.8 9.2l2.4-2.4M7.4 4.6l1.3-1.3a2.9 2.9 0 0 1 4 4l-1.3 1.3M8.6 11.4l-1.3 1.3a2.9 2.9 0 0 1-4-4l1.3-1.3',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  fold: 'M2.5 3h11v10h-11zM6.2 3v10M11 6.2L9.2 8l1.8 1.8',
  unfold: 'M2.5 3h11v10h-11zM6.2 3v10M9.2 6.2L11 8l-1.8 1.8',
  user: 'M8 2.5a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 0 1 0-5.4M2.8 13.5c.5-2.6 2.5-4 5.2-4s4.7 1.4 5.2 4',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 0 1 0-5.6M8 1.4v1.4M8 13.2v1.4M1.4 8h1.4M13.2 8h1.4M3.3 3.3l1 1M11.7 11.7l1 1M12.7 3.3l-1 1M4.3 11.7l-1 1',
  moon: 'M13 9.4A5.4 5.4 0 0 1 6.6 3a5.4 5.4 0 1 0 6.4 6.4z',
  screen: 'M2.5 3.2h11v7.3h-11zM6 13.2h4M8 10.5v2.7',
  leave: 'M6.5 2.8h-3.500v10.400h3.500M9.500 5l3 3-3 3M12.500 8H6.500',
  download: 'M8 2.500v7.500M4.800 7.200L8 10.400l3.200-3.200M3 13.200h10',
  warning: 'M8 2.600l6 10.600H2zM8 6.600v3M8 11.300v.2',
  webhook:
    'M5.400 10.600a2.100 2.100 0 1 1-2.100-2.100M10.600 10.600a2.100 2.100 0 1 0 2.100-2.100M8 6.600a2.100 2.100 0 1 1 1.900-1.200M7.200 6.500L4.400 10.800M5.400 11h5M8.900 6.300l2.600 4.100',
  calendar: 'M2.800 3.800h10.400v9.400H2.800zM2.800 6.800h10.400M5.500 2.200v2.800M10.500 2.200v2.800',
  flask:
    'M6 2.500h4M6.800 2.500v4L3.600 12a1 1 0 0 0 .9 1.500h7a1 1 0 0 0 .9-1.500L9.200 6.500v-4M5.200 9.800h5.600',
  arrows: 'M2.500 5.500h9M9 3l2.500 2.500L9 8M13.500 10.500h-9M7 8l-2.500 2.500L7 13',
  rocket: 'M8 13V7M5.200 9.600L8 6.800l2.800 2.800M3 3h10',
  bolt: 'M8.800 1.800L3.800 9h3.600l-.6 5.200 5-7.200H8.200z',
  box: 'M8 2l5.200 2.800v6.400L8 14l-5.200-2.800V4.800zM2.800 4.800L8 7.600l5.200-2.800M8 7.600V14',
  branch: 'M5 3v10M5 8.500c0-2.500 6-1.500 6-5.500M9.200 4.600L11 2.800l1.800 1.800',
  loop: 'M3 8a4 4 0 0 1 4-4h5M10.200 2l2 2-2 2M13 8a4 4 0 0 1-4 4H4M5.800 14l-2-2 2-2',
  stop: 'M4 4h8v8H4z',
  exit: 'M3 8h7M7.500 5.200L10.300 8l-2.800 2.800M13 3v10',
  plus: 'M8 3.500v9M3.500 8h9',
  up: 'M4 10l4-4 4 4',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  expand: 'M4.500 6L8 2.800 11.500 6M4.500 10L8 13.200l3.500-3.200',
  dots: 'M3.500 8v.01M8 8v.01M12.500 8v.01',
} as const

export type IconName = keyof typeof PATHS
type Props = { name: IconName; size?: number } & Omit<SVGProps<SVGSVGElement>, 'name'>

/** A drawing beside a word; screen readers skip it. */
export function Icon({ name, size = 16, ...rest }: Props) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
