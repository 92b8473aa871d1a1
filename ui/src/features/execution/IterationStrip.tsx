import { ActionIcon, Tooltip } from '@mantine/core'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { Icon } from '../../app/parts/Icon'
import { count } from '../../app/words'
import { within } from './results'
import type { LoopRow } from './rows'
import classes from './StepTree.module.css'

const MOST_CELLS = 60

type Props = { row: LoopRow; onChoose: (path: string) => void }

/** The iterations of a loop: a strip to see, a number to choose, and the way to the next failure. People count from 1. */
export function IterationStrip({ row, onChoose }: Props) {
  const { count: total, failed } = row.iterations
  const choose = (index: number) =>
    onChoose(within(row.path, row.step.stepName, Math.max(0, Math.min(total - 1, index))))
  const nextFailed = failed.find((index) => index > row.index) ?? failed[0]
  return (
    <div
      role="group"
      className={classes.loop}
      style={{ paddingLeft: 12 + row.depth * 20 }}
      aria-label={`Iterations of ${row.step.name}`}
    >
      <div className={classes.loopLine}>
        <span>Iteration</span>
        <Arrow
          label="Previous iteration"
          icon="left"
          isOff={row.index === 0}
          onClick={() => choose(row.index - 1)}
        />
        <NumberField value={row.index + 1} total={total} onChange={(number) => choose(number - 1)} />
        <span>of {total.toLocaleString('en')}</span>
        <Arrow
          label="Next iteration"
          icon="right"
          isOff={row.index === total - 1}
          onClick={() => choose(row.index + 1)}
        />
        {nextFailed !== undefined && (
          <button type="button" className={classes.nextFailure} onClick={() => choose(nextFailed)}>
            {failed.length === 1 && row.index === nextFailed
              ? '1 failed'
              : `${failed.length.toLocaleString('en')}${row.hasMoreFailed ? '+' : ''} failed, next`}
          </button>
        )}
      </div>
      <Strip total={total} failed={failed} index={row.index} onChoose={choose} />
    </div>
  )
}

/** For sight and mouse; the number field does the same for the keyboard. Many iterations share a cell. */
function Strip({
  total,
  failed,
  index,
  onChoose,
}: {
  total: number
  failed: number[]
  index: number
  onChoose: (index: number) => void
}) {
  const cells = Math.min(total, MOST_CELLS)
  const startOf = (cell: number) => Math.ceil((cell * total) / cells)
  return (
    <div className={classes.strip} aria-hidden="true">
      {Array.from({ length: cells }, (_, cell) => {
        const [from, to] = [startOf(cell), startOf(cell + 1)]
        const failures = failed.filter((each) => each >= from && each < to)
        const words = to - from > 1 ? `${from + 1} to ${to}` : `${from + 1}`
        return (
          <button
            key={from}
            type="button"
            tabIndex={-1}
            className={classes.cell}
            data-failed={failures.length > 0 || undefined}
            data-chosen={(index >= from && index < to) || undefined}
            onClick={() => onChoose(failures[0] ?? from)}
            title={`Iteration ${words}${failures.length > 0 ? `, ${count(failures.length, 'failure')}` : ''}`}
          />
        )
      })}
    </div>
  )
}

function NumberField({
  value,
  total,
  onChange,
}: {
  value: number
  total: number
  onChange: (value: number) => void
}) {
  const [typed, setTyped] = useState(String(value))
  useEffect(() => setTyped(String(value)), [value])
  const apply = () => {
    const number = Number.parseInt(typed, 10)
    if (Number.isNaN(number)) setTyped(String(value))
    else onChange(number)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') apply()
    if (event.key === 'ArrowUp') onChange(Math.min(total, value + 1))
    if (event.key === 'ArrowDown') onChange(Math.max(1, value - 1))
    if (event.key.startsWith('Arrow')) event.stopPropagation()
  }
  return (
    <input
      className={classes.number}
      inputMode="numeric"
      aria-label="Iteration"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value.replace(/\D/g, ''))}
      onBlur={apply}
      onKeyDown={onKey}
    />
  )
}

type ArrowProps = { label: string; icon: 'left' | 'right'; isOff: boolean; onClick: () => void }

function Arrow({ label, icon, isOff, onClick }: ArrowProps) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={label}
        disabled={isOff}
        onClick={onClick}
      >
        <Icon name={icon} size={14} />
      </ActionIcon>
    </Tooltip>
  )
}
