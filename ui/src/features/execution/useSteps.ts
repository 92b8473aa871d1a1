import { useEffect, useMemo, useState } from 'react'
import { useNow } from '../../app/words'
import type { Execution } from './queries'
import { type Results, type ResultsState, stepKey } from './results'
import { needsOf, type Row, rowsOf, runningStep, type StepRow } from './rows'

type Asked = { step?: string; loop?: string }

/** The lines of the step tree for what the address asks for, and the one that is selected. */
export function useSteps(execution: Execution, source: Results, results: ResultsState, asked: Asked) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const hasEnded = Boolean(execution.endedAt)
  const now = useNow(!hasEnded)
  const to = execution.endedAt ? Date.parse(execution.endedAt) : now
  const from = Date.parse(execution.startedAt)
  const loop = asked.loop ?? ''
  const rows = useMemo(() => {
    const fallback = execution.status === 'ERROR' ? (results.overview?.failed.at(-1)?.loopPath ?? '') : ''
    return rowsOf(execution.outline, { results, hasEnded, asked: loop, fallback, unfolded }, { from, to })
  }, [execution, results, hasEnded, loop, unfolded, from, to])

  const needs = useMemo(() => needsOf(rows), [rows])
  useEffect(() => source.look(needs.paths, needs.loops), [source, needs])

  const toggleBranch = (id: string) =>
    setUnfolded((before) => {
      const after = new Set(before)
      if (!after.delete(id)) after.add(id)
      return after
    })
  const selected = selectedRow(rows, asked.step, execution, results)
  return { rows, selected, running: runningStep(rows), toggleBranch }
}

/** What the address asks for, else the step that failed, else the trigger. */
function selectedRow(
  rows: Row[],
  asked: string | undefined,
  execution: Execution,
  results: ResultsState,
): StepRow | undefined {
  const steps = rows.filter((row) => row.type === 'step')
  const wanted = steps.find((row) => row.step.stepName === asked)
  if (wanted) return wanted
  const failed = execution.status === 'ERROR' ? results.overview?.failed.at(-1) : undefined
  const failedRow =
    failed && steps.find((row) => row.id === stepKey(failed.stepName ?? '', failed.loopPath ?? ''))
  return failedRow ?? steps[0]
}
