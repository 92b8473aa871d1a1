import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import type { LogSeverityLevel } from '../../api/gql/graphql'
import { Icon } from '../../app/parts/Icon'
import { LogList } from './LogList'
import classes from './LogList.module.css'
import { type LogLine, useLogs } from './useLogs'

const LEVELS = [
  { value: 'ALL', label: 'All' },
  { value: 'INFO', label: 'Info' },
  { value: 'WARN', label: 'Warnings' },
  { value: 'ERROR', label: 'Errors' },
]

type Props = {
  executionId: string
  isLive: boolean
  /** The shown name of the step that a line belongs to. */
  nameOf: (line: LogLine) => string | null
  onStep: (line: LogLine) => void
}

/** All log lines of an execution: by severity and text, and following along while it runs. */
export function LogsPanel({ executionId, isLive, nameOf, onStep }: Props) {
  const [level, setLevel] = useState('ALL')
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), 250)
  const [follow, setFollow] = useState(isLive)
  const filter = useMemo(
    () => ({ atLeast: level === 'ALL' ? undefined : (level as LogSeverityLevel), text }),
    [level, text],
  )
  const logs = useLogs(executionId, filter, isLive)
  const isFiltered = level !== 'ALL' || text !== ''
  return (
    <div className={classes.panel}>
      <div className={classes.bar}>
        <TextInput
          type="search"
          size="xs"
          className={classes.find}
          aria-label="Search logs"
          placeholder="Search messages"
          leftSection={<Icon name="search" size={14} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label="Severity at least"
          data={LEVELS}
          value={level}
          onChange={setLevel}
          transitionDuration={120}
        />
        {isLive && (
          <Button
            size="xs"
            variant={follow ? 'light' : 'default'}
            aria-pressed={follow}
            onClick={() => setFollow(!follow)}
            leftSection={<Icon name="down" size={14} />}
          >
            Follow
          </Button>
        )}
      </div>
      <LogList
        logs={logs}
        stepName={nameOf}
        onStep={onStep}
        follow={isLive && follow}
        onFollow={setFollow}
        empty={isFiltered ? 'No log line matches.' : 'This execution wrote nothing yet.'}
      />
    </div>
  )
}
