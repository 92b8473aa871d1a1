import { expect, test } from 'vitest'
import { reference, stretches } from './lines'

test('a path becomes a step reference, with keys that hold dots in brackets', () => {
  expect(reference('orderLines.results', ['items', 0, 'sku'])).toBe('orderLines.results.items.0.sku')
  expect(reference('s.results', ['.tag', 'a key'])).toBe('s.results.[".tag"].a key')
  expect(reference('', [])).toBe('')
})

test('a long place falls into stretches that hold every member once', () => {
  for (const total of [201, 10_000, 90_001, 3_000_000]) {
    const parts = stretches({ path: [], from: 0, to: total, isStretch: false })
    expect(parts.length).toBeLessThanOrEqual(100)
    expect(parts[0]?.from).toBe(0)
    expect(parts.at(-1)?.to).toBe(total)
    for (const [n, part] of parts.entries()) expect(part.from).toBe(n === 0 ? 0 : parts[n - 1]?.to)
  }
})
