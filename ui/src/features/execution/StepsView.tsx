import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { wordsOf } from '../../api/client'
import { Icon } from '../../app/parts/Icon'
import classes from './ExecutionPage.module.css'
import type { Execution } from './queries'
import type { Results, ResultsState } from './results'
import type { StepRow } from './rows'
import { StepPanel } from './StepPanel'
import { StepTree } from './StepTree'
import type { useSteps } from './useSteps'

type Props = {
  execution: Execution
  source: Results
  results: ResultsState
  steps: ReturnType<typeof useSteps>
  narrow: boolean
  onSelect: (step: string, path: string) => void
}

/** The tree and the selected step beside it; on a narrow screen one or the other. */
export function StepsView({ execution, source, results, steps, narrow, onSelect }: Props) {
  const look = useSearch({ from: '/app/executions/$id' })
  const navigate = useNavigate({ from: '/executions/$id' })
  const { rows, selected, toggleBranch } = steps
  const panel = selected && (
    <StepPanel
      key={selected.id}
      execution={execution}
      row={selected}
      isLoaded={results.places.has(selected.path)}
      tab={look.tab}
      onTab={(tab) => navigate({ search: (now) => ({ ...now, tab }), replace: true })}
    />
  )
  if (narrow && look.step) {
    return (
      <div className={classes.detail}>
        <Link to="." search={({ step, tab, ...rest }) => rest} className={classes.toSteps}>
          <Icon name="left" size={14} /> All steps
        </Link>
        {panel}
      </div>
    )
  }
  return (
    <>
      <div className={classes.tree}>
        {results.error !== null && <ResultsMissing error={results.error} onRetry={source.refresh} />}
        <StepTree
          rows={rows}
          selected={selected?.id}
          onSelect={(row: StepRow) => onSelect(row.step.stepName, row.isReached ? row.path : '')}
          onIteration={(loop) => navigate({ search: (now) => ({ ...now, loop }), replace: true })}
          onBranch={toggleBranch}
        />
      </div>
      {!narrow && <div className={classes.detail}>{panel}</div>}
    </>
  )
}

function ResultsMissing({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <p className={classes.missing} role="alert">
      The step results could not be loaded. {wordsOf(error)}{' '}
      <button type="button" className={classes.moreButton} onClick={onRetry}>
        Try again
      </button>
    </p>
  )
}
