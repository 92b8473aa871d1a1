import type { KeyboardEvent } from 'react'
import classes from './FilterBar.module.css'

type Props = {
  label: string
  words: Record<string, string>
  picked: string[]
  onChange: (picked: string[]) => void
  /** Only one at a time. */
  single?: boolean
}

/** Things to tick; arrows go up and down. */
export function ChoiceList({ label, words, picked, onChange, single }: Props) {
  const toggle = (name: string) => {
    if (single) return onChange([name])
    onChange(picked.includes(name) ? picked.filter((each) => each !== name) : [...picked, name])
  }
  return (
    <fieldset className={classes.choices} aria-label={label} onKeyDown={single ? undefined : walk}>
      {Object.entries(words).map(([name, word]) => (
        <label key={name} className={classes.choice}>
          <input
            type={single ? 'radio' : 'checkbox'}
            name={label}
            checked={picked.includes(name)}
            onChange={() => toggle(name)}
          />
          <span dir="auto">{word}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** Move the focus among the fields of a list with the arrow keys. */
export function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>('input, button')]
  const now = fields.indexOf(document.activeElement as HTMLElement)
  fields[Math.max(0, Math.min(fields.length - 1, now + step))]?.focus()
}
