import { type KeyboardEvent, useRef } from 'react'
import { Icon } from '../../app/parts/Icon'
import { count } from '../../app/words'
import { IterationStrip } from './IterationStrip'
import type { BranchRow, Row, StepRow } from './rows'
import { StepLine } from './StepLine'
import classes from './StepTree.module.css'

type Props = {
  rows: Row[]
  selected: string | undefined
  onSelect: (row: StepRow) => void
  onIteration: (path: string) => void
  onBranch: (id: string) => void
}

/** The flow as it ran: the path taken lit, the rest dimmed, how long each step took behind it. */
export function StepTree({ rows, selected, onSelect, onIteration, onBranch }: Props) {
  const list = useRef<HTMLUListElement>(null)
  const walk = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!move || !(event.target instanceof HTMLButtonElement)) return
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button[data-step]') ?? [])]
    const at = buttons.indexOf(event.target)
    if (at < 0) return
    event.preventDefault()
    const next = buttons[Math.max(0, Math.min(buttons.length - 1, at + move))]
    next?.focus()
    next?.click()
  }
  return (
    <ul ref={list} className={classes.tree} aria-label="Steps" onKeyDown={walk}>
      {rows.map((row) => (
        <li key={row.id} className={classes.item}>
          {row.type === 'step' && (
            <StepLine row={row} isSelected={row.id === selected} onSelect={() => onSelect(row)} />
          )}
          {row.type === 'branch' && <BranchLine row={row} onToggle={() => onBranch(row.id)} />}
          {row.type === 'loop' && <IterationStrip row={row} onChoose={onIteration} />}
        </li>
      ))}
    </ul>
  )
}

function BranchLine({ row, onToggle }: { row: BranchRow; onToggle: () => void }) {
  const name = row.name || 'Branch'
  const indent = { paddingLeft: 12 + row.depth * 20 }
  if (row.isTaken !== false) {
    return (
      <div className={classes.branch} style={indent} data-taken={row.isTaken || undefined}>
        <Icon name="branch" size={12} /> <bdi>{name}</bdi>
        {row.isTaken && <span className={classes.hint}>taken</span>}
      </div>
    )
  }
  return (
    <button
      type="button"
      className={classes.branch}
      style={indent}
      aria-expanded={row.isOpen}
      onClick={onToggle}
    >
      <Icon name={row.isOpen ? 'down' : 'right'} size={12} /> <bdi>{name}</bdi>
      <span className={classes.hint}>not taken, {count(row.steps, 'step')}</span>
    </button>
  )
}
