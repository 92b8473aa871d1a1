import { createTheme, type MantineColorsTuple } from '@mantine/core'

const teal: MantineColorsTuple = [
  '#e9f6f5',
  '#d2ebe9',
  '#a6d7d3',
  '#74c0bb',
  '#45a6a1',
  '#228f8b',
  '#117b78',
  '#0b6a68',
  '#085755',
  '#064544',
]
const gray: MantineColorsTuple = [
  '#f6f9f9',
  '#eef3f3',
  '#e1e9e9',
  '#cdd8d8',
  '#aebcbc',
  '#859697',
  '#5f6f70',
  '#47555a',
  '#2f3a3d',
  '#1a2326',
]
const dark: MantineColorsTuple = [
  '#d9e2e1',
  '#b4c1c1',
  '#8fa0a0',
  '#657676',
  '#3b4a4b',
  '#2d3839',
  '#232c2d',
  '#161d1e',
  '#111718',
  '#0c1011',
]

export const theme = createTheme({
  colors: { teal, gray, dark },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 6,
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
})
