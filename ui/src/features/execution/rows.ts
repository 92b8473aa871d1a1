import type { OutlineStep, StepResult } from './queries'
import { type Iterations, type ResultsState, segmentsOf, stepKey, within } from './results'

export type StepStatus = 'done' | 'failed' | 'running' | 'waiting' | 'skipped'
export type Span = { left: number; width: number }

export type StepRow = {
  type: 'step'
  id: string
  step: OutlineStep
  depth: number
  path: string
  status: StepStatus
  result: StepResult | undefined
  span: Span | null
  /** Whether the place that it stands in was reached at all. */
  isReached: boolean
}
export type BranchRow = {
  type: 'branch'
  id: string
  name: string
  depth: number
  isTaken: boolean | null
  isOpen: boolean
  steps: number
}
export type LoopRow = {
  type: 'loop'
  id: string
  depth: number
  step: OutlineStep
  path: string
  iterations: Iterations
  index: number
  /** There are more failures than are known here. */
  hasMoreFailed: boolean
}
export type Row = StepRow | BranchRow | LoopRow

type Window = { from: number; to: number }
type Context = {
  results: ResultsState
  hasEnded: boolean
  /** The iteration that was asked for, as a loop path. */
  asked: string
  /** The iteration to show where none was asked for. */
  fallback: string
  /** Branches not taken that were unfolded. */
  unfolded: ReadonlySet<string>
}

/** The steps below another one; at the top where `parent` is null. */
export function childrenOf(outline: OutlineStep[], parent: OutlineStep | null): OutlineStep[] {
  if (!parent) return outline.filter((step) => !step.parentName)
  return outline.filter((step) => step.parentName === parent.name || step.parentName === parent.stepName)
}

/** The lines of the step tree, for the iterations that are chosen. */
export function rowsOf(outline: OutlineStep[], context: Context, whole: Window): Row[] {
  const rows: Row[] = []
  const addSteps = (steps: OutlineStep[], depth: number, path: string, window: Window, isOff: boolean) => {
    for (const step of steps) {
      const row = stepRow(step, depth, path, window, isOff, context)
      rows.push(row)
      const inner = childrenOf(outline, step)
      if (inner.length === 0) continue
      if (step.kind === 'LOOP') addLoop(step, inner, depth + 1, path, window, isOff)
      else addBranches(row, inner, depth + 1, path, window, isOff)
    }
  }
  const addLoop = (
    step: OutlineStep,
    inner: OutlineStep[],
    depth: number,
    path: string,
    window: Window,
    isOff: boolean,
  ) => {
    const iterations = context.results.iterations.get(stepKey(step.stepName, path))
    if (!iterations) return addSteps(inner, depth, within(path, step.stepName, 0), window, isOff)
    const index = chosenIndex(step.stepName, path, iterations, context)
    const below = within(path, step.stepName, index)
    const hasMoreFailed = context.results.overview?.hasMoreFailed ?? false
    rows.push({ type: 'loop', id: `${below} loop`, depth, step, path, iterations, index, hasMoreFailed })
    addSteps(inner, depth, below, windowOf(outline, inner, below, context) ?? window, isOff)
  }
  const addBranches = (
    row: StepRow,
    inner: OutlineStep[],
    depth: number,
    path: string,
    window: Window,
    isOff: boolean,
  ) => {
    for (const name of new Set(inner.map((step) => step.branchName ?? ''))) {
      const steps = inner.filter((step) => (step.branchName ?? '') === name)
      const isTaken = takenOf(row, name, steps, path, isOff, context)
      const id = `${stepKey(row.step.stepName, path)} ${name}`
      const isOpen = isTaken !== false || context.unfolded.has(id)
      rows.push({ type: 'branch', id, name, depth, isTaken, isOpen, steps: steps.length })
      if (isOpen) addSteps(steps, depth + 1, path, window, isTaken === false)
    }
  }
  addSteps(childrenOf(outline, null), 0, '', whole, false)
  return markRunning(rows, context)
}

function stepRow(
  step: OutlineStep,
  depth: number,
  path: string,
  window: Window,
  isOff: boolean,
  context: Context,
): StepRow {
  const id = stepKey(step.stepName, path)
  const isReached = !isOff && context.results.places.has(path)
  const result = context.results.byStep.get(id)
  const iterations = step.kind === 'LOOP' ? context.results.iterations.get(id) : undefined
  const idle = isOff || context.hasEnded ? 'skipped' : 'waiting'
  const inLoop =
    iterations && (context.hasEnded ? (iterations.failed.length > 0 ? 'failed' : 'skipped') : 'running')
  const status = result ? (result.hasError ? 'failed' : 'done') : (inLoop ?? idle)
  return { type: 'step', id, step, depth, path, status, result, span: spanOf(result, window), isReached }
}

function takenOf(
  row: StepRow,
  name: string,
  steps: OutlineStep[],
  path: string,
  isOff: boolean,
  context: Context,
): boolean | null {
  if (isOff) return false
  const taken = row.result?.branchName
  if (taken) return taken === name
  if (steps.some((step) => context.results.byStep.has(stepKey(step.stepName, path)))) return true
  return row.result || context.hasEnded ? false : null
}

/** The iteration that was asked for, else that of the failure, else the last while it runs, else the first. */
function chosenIndex(loop: string, path: string, iterations: Iterations, context: Context): number {
  for (const wish of [context.asked, context.fallback]) {
    const segments = segmentsOf(wish)
    const depth = segmentsOf(path).length
    const same = segments.slice(0, depth).every((each, n) => {
      const here = segmentsOf(path)[n]
      return here?.loop === each.loop && here.index === each.index
    })
    const segment = segments[depth]
    if (same && segment?.loop === loop) return Math.min(segment.index, iterations.count - 1)
  }
  if (!context.hasEnded) return iterations.count - 1
  return iterations.failed[0] ?? 0
}

/** From the first start to the last end of what ran at a place. */
function windowOf(
  outline: OutlineStep[],
  steps: OutlineStep[],
  path: string,
  context: Context,
): Window | null {
  const all = steps.flatMap((step) => [step, ...childrenOf(outline, step)])
  const ran = all.flatMap((step) => context.results.byStep.get(stepKey(step.stepName, path)) ?? [])
  const starts = ran.map(({ startedAt }) => Date.parse(startedAt ?? ''))
  const ends = ran.map(({ endedAt }) => Date.parse(endedAt ?? ''))
  return ran.length > 0 ? { from: Math.min(...starts), to: Math.max(...ends) } : null
}

function spanOf(result: StepResult | undefined, { from, to }: Window): Span | null {
  const { startedAt, endedAt } = result ?? {}
  if (!startedAt || !endedAt || to <= from) return null
  const left = clamp((Date.parse(startedAt) - from) / (to - from))
  const right = clamp((Date.parse(endedAt) - from) / (to - from))
  return { left, width: right - left }
}

const clamp = (share: number): number => Math.max(0, Math.min(1, share))

/** While an execution runs, the first step that has no result yet is the one that is being run. */
function markRunning(rows: Row[], { hasEnded, results }: Context): Row[] {
  if (hasEnded || results.byStep.size === 0) return rows
  const lastDone = rows.findLastIndex((row) => row.type === 'step' && row.result)
  const next = rows.findIndex((row, n) => n > lastDone && row.type === 'step' && row.status === 'waiting')
  return rows.map((row, n) => (n === next && row.type === 'step' ? { ...row, status: 'running' } : row))
}

/** The step that is being run, the innermost one. */
export function runningStep(rows: Row[]): StepRow | undefined {
  return rows.findLast((row): row is StepRow => row.type === 'step' && row.status === 'running')
}

/** What has to be known for these rows: the loop paths shown, and the loops. */
export function needsOf(rows: Row[]): { paths: string[]; loops: string[] } {
  const paths = rows.flatMap((row) =>
    row.type === 'loop' ? [within(row.path, row.step.stepName, row.index)] : [],
  )
  const loops = rows.flatMap((row) =>
    row.type === 'step' && row.isReached && row.step.kind === 'LOOP' ? [row.id] : [],
  )
  return { paths: ['', ...paths], loops }
}
