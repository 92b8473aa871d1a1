import { expect, test } from 'vitest'
import { ago, count, duration, size } from './words'

test('durations are said as people say them', () => {
  const said = [0.4, 340, 1200, 59_600, 200_000, 3_600_000, 90_000_000].map(duration)
  expect(said).toEqual(['< 1 ms', '340 ms', '1.2 s', '59 s', '3 min 20 s', '1 h', '1 d 1 h'])
})

test('the past is said roughly', () => {
  const now = Date.UTC(2026, 0, 2, 12)
  const said = [1, 42, 180, 7200].map((seconds) => ago(new Date(now - seconds * 1000), now))
  expect(said).toEqual(['now', '42 s ago', '3 min ago', '2 h ago'])
})

test('sizes and counts', () => {
  expect([812, 4100, 48_000, 9_800_000].map(size)).toEqual(['812 B', '4.1 kB', '48 kB', '9.8 MB'])
  expect([count(1, 'step'), count(10_000, 'step')]).toEqual(['1 step', '10,000 steps'])
})
