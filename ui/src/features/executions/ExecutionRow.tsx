import { Link } from '@tanstack/react-router'
import type { Ref } from 'react'
import { toUuid } from '../../api/ids'
import { Icon } from '../../app/parts/Icon'
import { State } from '../../app/parts/State'
import { Ago, Since } from '../../app/parts/Time'
import { duration } from '../../app/words'
import classes from './ExecutionList.module.css'
import { triggerKind } from './kinds'
import type { ExecutionRow } from './queries'

export type RowProps = {
  /** Measures cards; rows are all alike. */
  ref?: Ref<HTMLDivElement>
  row: ExecutionRow
  index: number
  top: number
  height: number
  isNew: boolean
  isActive: boolean
  onFocus: () => void
  onSettled: () => void
}

/** One execution as a row of the table; all of it opens the execution. */
export function ExecutionRowView({ row, index, top, height, isNew, isActive, onFocus, onSettled }: RowProps) {
  const kind = triggerKind(row.invokeType)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-new={isNew || undefined}
      className={`${classes.row} ${classes.columns}`}
      style={{ height, transform: `translateY(${top}px)` }}
      onFocus={onFocus}
      onAnimationEnd={onSettled}
    >
      <span role="gridcell">
        <State status={row.status} />
      </span>
      <span role="gridcell" className={classes.two}>
        <OpenLink row={row} isActive={isActive} />
        <IntegrationOf row={row} />
      </span>
      <span role="gridcell" className={classes.cell} dir="auto" title={row.customer?.name}>
        {row.customer?.name ?? '–'}
      </span>
      <span role="gridcell" className={classes.cell} dir="auto" title={row.instance?.name}>
        {row.instance?.name ?? <span className={classes.quiet}>Deleted instance</span>}
      </span>
      <span role="gridcell" className={classes.cell}>
        <Ago at={row.startedAt} />
      </span>
      <span role="gridcell" className={classes.number}>
        <DurationOf row={row} />
      </span>
      <span role="gridcell" className={classes.kind} data-column="Trigger">
        <Icon name={kind.icon} size={14} />
        {kind.word}
      </span>
      <span
        role="gridcell"
        dir="auto"
        className={`${classes.cell} ${classes.error}`}
        title={row.error ?? undefined}
      >
        {row.error && firstLine(row.error)}
      </span>
    </div>
  )
}

/** The link that stretches over the whole row. */
export function OpenLink({ row, isActive }: { row: ExecutionRow; isActive: boolean }) {
  return (
    <Link
      to="/executions/$id"
      params={{ id: toUuid(row.id) }}
      search={{}}
      className={classes.open}
      tabIndex={isActive ? 0 : -1}
      preload={false}
      title={row.flow?.name}
    >
      {row.flow?.name ?? 'Deleted flow'}
    </Link>
  )
}

/** Integration and version, subdued; on cards the customer too. */
export function IntegrationOf({ row, customer }: { row: ExecutionRow; customer?: string }) {
  const integration = row.integration && `${row.integration.name} v${row.integration.versionNumber}`
  const attempt = row.attempt > 1 && `attempt ${row.attempt}`
  const words = [integration ?? 'Deleted integration', customer, attempt].filter(Boolean).join(' · ')
  return (
    <span className={classes.sub} title={words}>
      {words}
    </span>
  )
}

/** How long it took, or counting while it runs. */
export function DurationOf({ row }: { row: ExecutionRow }) {
  if (row.durationMs !== null) return duration(row.durationMs)
  return row.status === 'PENDING' ? <Since at={row.startedAt} /> : <span className={classes.quiet}>–</span>
}

/** Errors may be pages long; a row shows how they begin. */
export function firstLine(error: string): string {
  return error.slice(0, 300).split('\n', 1)[0] ?? ''
}
