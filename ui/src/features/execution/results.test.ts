import { expect, test } from 'vitest'
import type { StepResult } from './queries'
import { Results, segmentsOf, stepKey, within } from './results'

const failedAt = (loopPath: string) => ({ stepName: 'post', loopPath, hasError: true }) as StepResult

test('a loop path falls into its iterations, whatever the loops are called', () => {
  expect(segmentsOf(within(within('', 'a/b', 3), 'c', 12))).toEqual([
    { loop: 'a/b', index: 3 },
    { loop: 'c', index: 12 },
  ])
  expect(segmentsOf('')).toEqual([])
})

test('a loop of many iterations costs its last one and the one that is shown', async () => {
  const asked: string[] = []
  const results = new Results('id', {
    overview: async () => ({
      total: 1,
      newest: null,
      failed: [failedAt('each[7]/inner[0]')],
      hasMoreFailed: false,
    }),
    at: async (_id, path) => {
      asked.push(`at ${path}`)
      return []
    },
    lastIteration: async (_id, start) => {
      asked.push(`last ${start}`)
      return failedAt('each[99999]')
    },
  })
  results.look([''], [stepKey('each', '')])
  results.refresh()
  await expect.poll(() => results.state().overview).not.toBeNull()
  expect(results.state().iterations.get(stepKey('each', ''))).toEqual({ count: 100_000, failed: [7] })
  expect(new Set(asked)).toEqual(new Set(['at ', 'last each[']))
})

test('a failing server is told, and a later success clears it', async () => {
  let isDown = true
  const results = new Results('id', {
    overview: async () => {
      if (isDown) throw new Error('down')
      return { total: 0, newest: null, failed: [], hasMoreFailed: false }
    },
    at: async () => [],
    lastIteration: async () => null,
  })
  results.refresh()
  await expect.poll(() => results.state().error).toEqual(new Error('down'))
  isDown = false
  results.refresh()
  await expect.poll(() => results.state().error).toBeNull()
})
