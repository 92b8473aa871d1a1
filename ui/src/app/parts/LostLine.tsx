import { UnstyledButton } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { retryLine, useLineLost } from '../../api/live'
import { session } from '../../api/session'
import { Icon } from './Icon'
import classes from './LostLine.module.css'

const PATIENCE_MS = 1500

/** A quiet bar while live updates are down; a line that comes back at once is not worth one. */
export function LostLine() {
  const lost = useLineLost()
  const [shown, setShown] = useState(false)
  const client = useQueryClient()
  useEffect(() => {
    if (!lost) return setShown(false)
    const timer = setTimeout(() => {
      setShown(true)
      void client.invalidateQueries(session) // an ended session breaks the line too, and leads to the sign-in
    }, PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [lost, client])
  return (
    <div role="status">
      {shown && (
        <div className={classes.bar}>
          <Icon name="warning" size={14} />
          Live updates are interrupted. Reconnecting…
          <UnstyledButton className={classes.retry} onClick={retryLine}>
            Try now
          </UnstyledButton>
        </div>
      )}
    </div>
  )
}
