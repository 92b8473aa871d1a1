import { Icon } from '../../app/parts/Icon'
import { State } from '../../app/parts/State'
import { Ago } from '../../app/parts/Time'
import classes from './ExecutionList.module.css'
import { DurationOf, firstLine, IntegrationOf, OpenLink, type RowProps } from './ExecutionRow'
import { triggerKind } from './kinds'

/** One execution on a narrow screen. */
export function ExecutionCard({ ref, row, index, top, isNew, isActive, onFocus, onSettled }: RowProps) {
  return (
    <div
      ref={ref}
      role="row"
      data-index={index}
      data-new={isNew || undefined}
      className={`${classes.row} ${classes.card}`}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={onFocus}
      onAnimationEnd={onSettled}
    >
      <span role="gridcell" className={classes.line}>
        <State status={row.status} />
        <span className={`${classes.kind} ${classes.sub}`}>
          <Icon name={triggerKind(row.invokeType).icon} size={12} />
          <Ago at={row.startedAt} /> · <DurationOf row={row} />
        </span>
      </span>
      <span role="gridcell" className={classes.two}>
        <OpenLink row={row} isActive={isActive} />
        <IntegrationOf row={row} customer={row.customer?.name ?? 'deleted instance'} />
      </span>
      {row.error && (
        <span role="gridcell" dir="auto" className={`${classes.cell} ${classes.error}`}>
          {firstLine(row.error)}
        </span>
      )}
    </div>
  )
}
