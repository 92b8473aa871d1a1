import type { ExecutionStatus } from '../../api/gql/graphql'
import { Icon, type IconName } from './Icon'
import classes from './State.module.css'

type Look = { word: string; icon: IconName; tone: string }

const LOOKS: Record<ExecutionStatus, Look> = {
  SUCCESS: { word: 'Succeeded', icon: 'check', tone: 'good' },
  ERROR: { word: 'Failed', icon: 'cross', tone: 'bad' },
  PENDING: { word: 'Running', icon: 'spinner', tone: 'busy' },
  QUEUED: { word: 'Queued', icon: 'clock', tone: 'rest' },
  CANCELED: { word: 'Canceled', icon: 'slash', tone: 'rest' },
}

/** The word for a state. */
export function stateWord(status: ExecutionStatus): string {
  return LOOKS[status].word
}

/** A state as icon and word. */
export function State({ status }: { status: ExecutionStatus | null }) {
  const look = LOOKS[status ?? 'QUEUED']
  return (
    <span className={classes.state} data-tone={look.tone}>
      <StateIcon status={status} />
      {look.word}
    </span>
  )
}

/** The icon of a state, on a tinted ground where it stands beside words that tell the state already. */
export function StateIcon({ status, isBadge }: { status: ExecutionStatus | null; isBadge?: boolean }) {
  const look = LOOKS[status ?? 'QUEUED']
  const spin = look.icon === 'spinner' ? classes.spin : undefined
  if (!isBadge) return <Icon name={look.icon} size={14} strokeWidth={2} className={spin} />
  return (
    <span className={classes.badge} data-tone={look.tone}>
      <Icon name={look.icon} size={18} strokeWidth={2} className={spin} />
    </span>
  )
}
