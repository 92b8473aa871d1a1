import { Link } from '@tanstack/react-router'
import { StateIcon } from '../../app/parts/State'
import { lastFilters } from '../executions/filters'
import classes from './ExecutionPage.module.css'
import { Facts } from './Facts'
import { Headline } from './Headline'
import type { Execution } from './queries'
import type { ResultsState } from './results'
import type { StepRow } from './rows'

type Props = { execution: Execution; results: ResultsState; running: StepRow | undefined; small: boolean }

/** Where one is, what happened in words, and the facts; `small` leaves the facts out. */
export function ExecutionHeader({ execution, results, running, small }: Props) {
  return (
    <header className={classes.header}>
      <nav aria-label="Breadcrumb" className={classes.crumbs}>
        <Link to="/executions" search={lastFilters()}>
          Executions
        </Link>
        <span aria-hidden="true">›</span>
        <bdi>{execution.flow?.name ?? 'Deleted flow'}</bdi>
      </nav>
      <div className={classes.title}>
        <StateIcon status={execution.status} isBadge />
        <Headline
          execution={execution}
          running={running}
          since={results.overview?.newest?.endedAt ?? execution.startedAt}
          steps={results.overview?.total ?? 0}
        />
      </div>
      {!small && <Facts execution={execution} />}
    </header>
  )
}
