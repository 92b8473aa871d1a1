import type { ExecutionStepKind } from '../../api/gql/graphql'
import { Icon, type IconName } from '../../app/parts/Icon'
import { duration } from '../../app/words'
import type { StepRow, StepStatus } from './rows'
import classes from './StepTree.module.css'

const KIND_ICONS: Record<ExecutionStepKind, IconName> = {
  TRIGGER: 'bolt',
  ACTION: 'box',
  BRANCH: 'branch',
  SELECT: 'arrows',
  LOOP: 'loop',
  STOP: 'stop',
  BREAK: 'exit',
}

const STATUSES: Record<StepStatus, { word: string; icon: IconName | null }> = {
  done: { word: 'succeeded', icon: 'check' },
  failed: { word: 'failed', icon: 'cross' },
  running: { word: 'running', icon: 'spinner' },
  waiting: { word: 'not run yet', icon: null },
  skipped: { word: 'did not run', icon: null },
}

/** One step of the tree, with its share of the time. */
export function StepLine({
  row,
  isSelected,
  onSelect,
}: {
  row: StepRow
  isSelected: boolean
  onSelect: () => void
}) {
  const { step, status, span, result } = row
  const look = STATUSES[status]
  const { startedAt, endedAt } = result ?? {}
  const took = startedAt && endedAt ? duration(Date.parse(endedAt) - Date.parse(startedAt)) : null
  return (
    <button
      type="button"
      data-step={step.stepName}
      data-status={status}
      className={classes.step}
      aria-current={isSelected ? 'step' : undefined}
      style={{ paddingLeft: 12 + row.depth * 20 }}
      onClick={onSelect}
      title={`${step.componentKey}.${step.actionKey}`}
    >
      <span className={classes.kindIcon}>
        <Icon name={KIND_ICONS[step.kind]} size={14} />
      </span>
      <bdi className={classes.name}>{step.name}</bdi>
      <span className={classes.bar} aria-hidden="true">
        {span && (
          <span
            style={{ left: `min(${span.left * 100}%, 100% - 3px)`, width: `max(3px, ${span.width * 100}%)` }}
          />
        )}
      </span>
      <span className={classes.took}>{took}</span>
      <span className={classes.status}>
        {look.icon && (
          <Icon
            name={look.icon}
            size={14}
            strokeWidth={2}
            className={status === 'running' ? classes.spin : undefined}
          />
        )}
        <span className={classes.said}>{look.word}</span>
      </span>
    </button>
  )
}
