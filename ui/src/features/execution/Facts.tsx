import type { ReactNode } from 'react'
import { toUuid } from '../../api/ids'
import { Copy } from '../../app/parts/Copy'
import { Icon } from '../../app/parts/Icon'
import { Ago, Since } from '../../app/parts/Time'
import { duration } from '../../app/words'
import { triggerKind } from '../executions/kinds'
import classes from './Facts.module.css'
import type { Execution } from './queries'

/** Whose execution it was, of what, when and how long. */
export function Facts({ execution }: { execution: Execution }) {
  const { customer, instance, integration, flow } = execution
  const kind = triggerKind(execution.invokeType)
  return (
    <div className={classes.facts}>
      <dl className={classes.list}>
        <Fact label="Customer" text={customer?.name ?? '–'} />
        <Fact label="Instance" text={instance?.name ?? 'Deleted instance'} />
        <Fact
          label="Integration"
          text={integration ? `${integration.name} v${integration.versionNumber}` : 'Deleted integration'}
        />
        <Fact label="Flow" text={flow?.name ?? 'Deleted flow'} />
        <Fact label="Trigger">
          <span className={classes.kind}>
            <Icon name={kind.icon} size={14} /> {kind.word}
          </span>
        </Fact>
        <Fact label={execution.status === 'QUEUED' ? 'Queued' : 'Started'}>
          <Ago at={execution.startedAt} />
        </Fact>
        {execution.status !== 'QUEUED' && (
          <Fact label="Duration">
            {execution.durationMs === null ? (
              <Since at={execution.startedAt} />
            ) : (
              duration(execution.durationMs)
            )}
          </Fact>
        )}
        {execution.attempt > 1 && <Fact label="Attempt" text={String(execution.attempt)} />}
      </dl>
      <div className={classes.copies}>
        <Copy text={toUuid(execution.id)} label="Copy id">
          Id
        </Copy>
        <Copy text={() => location.href} label="Copy link" icon="link">
          Link
        </Copy>
      </div>
    </div>
  )
}

function Fact({ label, text, children }: { label: string; text?: string; children?: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd title={text} dir="auto">
        {text ?? children}
      </dd>
    </div>
  )
}
