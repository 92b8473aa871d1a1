import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Refused, wordsOf } from '../../api/client'
import { Copy } from './Copy'
import { Icon, type IconName } from './Icon'
import classes from './Notice.module.css'

type Props = { icon: IconName; title: string; tone?: 'bad'; children?: ReactNode }

/** What a page says instead of its content: nothing yet, no match, not found. */
export function Notice({ icon, title, tone, children }: Props) {
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      <span className={classes.picture}>
        <Icon name={icon} size={24} />
      </span>
      <h2 className={classes.title}>{title}</h2>
      {children}
    </div>
  )
}

type FailureProps = { title: string; error: unknown; onRetry: () => void; children?: ReactNode }

/** What failed, why, a way out, and the id for support. */
export function Failure({ title, error, onRetry, children }: FailureProps) {
  const supportId = error instanceof Refused ? error.supportId : undefined
  return (
    <Notice icon="warning" title={title} tone="bad">
      <p className={classes.words}>{wordsOf(error)}</p>
      <div className={classes.actions}>
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
        {children}
      </div>
      {supportId && (
        <p className={classes.support}>
          Id for support <code>{supportId}</code> <Copy text={supportId} label="Copy id for support" />
        </p>
      )}
    </Notice>
  )
}
