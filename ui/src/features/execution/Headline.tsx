import { useState } from 'react'
import { Ago, Since } from '../../app/parts/Time'
import { count, duration } from '../../app/words'
import classes from './ExecutionPage.module.css'
import type { Execution } from './queries'
import type { StepRow } from './rows'

const LONG = 280

type Props = {
  execution: Execution
  running: StepRow | undefined
  since: string
  steps: number
}

/** What happened, in words. */
export function Headline({ execution, running, since, steps }: Props) {
  const { status, error, failedStepName, durationMs, attempt } = execution
  if (status === 'QUEUED') {
    return (
      <h1 className={classes.headline}>
        Queued <Ago at={execution.queuedAt} />
      </h1>
    )
  }
  if (status === 'PENDING') {
    return (
      <h1 className={classes.headline}>
        Running {running && <em>{running.step.name}</em>} for <Since at={since} />
      </h1>
    )
  }
  if (status === 'ERROR') {
    const after = attempt > 1 ? ` after ${count(attempt, 'attempt')}` : ''
    return (
      <div>
        <h1 className={classes.headline}>
          Failed{' '}
          {failedStepName && (
            <>
              at <em>{failedStepName}</em>
            </>
          )}
          {after}
        </h1>
        {error && <ErrorText text={error} />}
      </div>
    )
  }
  const took = durationMs === null ? '' : ` ${status === 'CANCELED' ? 'after' : 'in'} ${duration(durationMs)}`
  return (
    <h1 className={classes.headline}>
      {status === 'CANCELED' ? 'Canceled' : 'Succeeded'}
      {took}
      {steps > 0 && `, ${count(steps, 'step')}`}
    </h1>
  )
}

function ErrorText({ text }: { text: string }) {
  const [whole, setWhole] = useState(false)
  const isLong = text.length > LONG
  return (
    <p className={classes.reason}>
      <bdi>{whole || !isLong ? text : `${text.slice(0, LONG)}…`}</bdi>
      {isLong && (
        <button type="button" className={classes.moreButton} onClick={() => setWhole(!whole)}>
          {whole ? 'Show less' : 'Show all'}
        </button>
      )}
    </p>
  )
}
