import { expect, test } from 'vitest'
import type { OutlineStep, StepResult } from './queries'
import { type Iterations, type ResultsState, stepKey } from './results'
import { needsOf, rowsOf, runningStep } from './rows'

const step = (name: string, kind: OutlineStep['kind'], parent?: string, branch?: string): OutlineStep => ({
  name,
  stepName: name,
  parentName: parent ?? null,
  branchName: branch ?? null,
  componentKey: 'c',
  actionKey: 'a',
  kind,
})

const OUTLINE = [
  step('trigger', 'TRIGGER'),
  step('choose', 'BRANCH'),
  step('urgent', 'ACTION', 'choose', 'Urgent'),
  step('other', 'ACTION', 'choose', 'Else'),
  step('each', 'LOOP'),
  step('post', 'ACTION', 'each'),
  step('end', 'ACTION'),
]

function result(name: string, path = '', more: Partial<StepResult> = {}): [string, StepResult] {
  const at = { startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:00:01Z' }
  const found = { id: name, stepName: name, displayStepName: name, branchName: null, loopPath: path || null }
  return [stepKey(name, path), { ...found, ...at, hasError: false, position: 0, sizeBytes: 0, ...more }]
}

function state(results: [string, StepResult][], iterations: [string, Iterations][] = []): ResultsState {
  const places = new Set(['', ...results.map(([, { loopPath }]) => loopPath ?? '')])
  return { byStep: new Map(results), iterations: new Map(iterations), places, overview: null, error: null }
}

const TAKEN = [result('trigger'), result('choose', '', { branchName: 'Urgent' }), result('urgent')]
const whole = { from: 0, to: 1 }
const context = { hasEnded: true, asked: '', fallback: '', unfolded: new Set<string>() }
const named = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) =>
    row.type === 'step' ? `${row.step.name} ${row.status}` : row.type === 'loop' ? `#${row.index}` : row.name,
  )

test('the branch not taken is folded, and unfolds to steps that did not run', () => {
  const results = state(TAKEN)
  const folded = rowsOf(OUTLINE, { ...context, results }, whole)
  expect(named(folded)).not.toContain('other skipped')
  const branch = folded.find((row) => row.type === 'branch' && row.isTaken === false)
  const unfolded = rowsOf(OUTLINE, { ...context, results, unfolded: new Set([branch?.id ?? '']) }, whole)
  expect(named(unfolded)).toContain('other skipped')
})

test('while it runs, the first step without a result is the one being run', () => {
  const rows = rowsOf(OUTLINE, { ...context, results: state([result('trigger')]), hasEnded: false }, whole)
  expect(runningStep(rows)?.step.name).toBe('choose')
})

test('a branch that is not decided yet is neither taken nor not', () => {
  const rows = rowsOf(OUTLINE, { ...context, results: state([result('trigger')]), hasEnded: false }, whole)
  expect(rows.filter((row) => row.type === 'branch').map((row) => row.isTaken)).toEqual([null, null])
})

test('the iteration shown is the one asked for, else the failed one, else the first', () => {
  const results = state(TAKEN, [[stepKey('each', ''), { count: 9, failed: [4] }]])
  const shown = (asked: string, fallback: string) =>
    rowsOf(OUTLINE, { ...context, results, asked, fallback }, whole).find((row) => row.type === 'loop')?.index
  expect(shown('each[2]', 'each[4]')).toBe(2)
  expect(shown('', 'each[6]')).toBe(6)
  expect(shown('', '')).toBe(4)
  expect(shown('each[99]', '')).toBe(8)
  expect(shown('another[3]', '')).toBe(4)
})

test('what has to be known is the top, the loops, and the iterations shown', () => {
  const results = state(TAKEN, [[stepKey('each', ''), { count: 9, failed: [] }]])
  const rows = rowsOf(OUTLINE, { ...context, results, asked: 'each[3]' }, whole)
  expect(needsOf(rows)).toEqual({ paths: ['', 'each[3]'], loops: [stepKey('each', '')] })
})
