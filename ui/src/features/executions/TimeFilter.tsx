import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ChoiceList } from './ChoiceList'
import classes from './FilterBar.module.css'
import { FilterChip } from './FilterChip'
import { type Filters, RANGES } from './filters'

type Props = { filters: Filters; onChange: (change: Partial<Filters>) => void }

const WORDS = Object.fromEntries(Object.entries(RANGES).map(([name, { words }]) => [name, words]))
const short = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})

/** When executions started: a span back from now, or from and to. */
export function TimeFilter({ filters, onChange }: Props) {
  const set = (range?: string, from?: string, to?: string) => onChange({ range, from, to })
  return (
    <FilterChip name="time" value={wordsOf(filters)} onClear={() => set()}>
      <ChoiceList
        label="time"
        words={WORDS}
        single
        picked={filters.range ? [filters.range] : []}
        onChange={([range]) => set(range)}
      />
      <Custom filters={filters} onApply={(from, to) => set(undefined, from, to)} />
    </FilterChip>
  )
}

function wordsOf({ range, from, to }: Filters): string | undefined {
  if (range && WORDS[range]) return WORDS[range]
  const since = from && `from ${short.format(new Date(from))}`
  const until = to && `until ${short.format(new Date(to))}`
  const words = [since, until].filter(Boolean).join(' ')
  return words ? words[0]?.toUpperCase() + words.slice(1) : undefined
}

function Custom({ filters, onApply }: { filters: Filters; onApply: (from?: string, to?: string) => void }) {
  const [problem, setProblem] = useState<string>()
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const from = toIso(form.get('from'))
    const to = toIso(form.get('to'))
    if (from && to && from > to) return setProblem('This is before the start.')
    setProblem(undefined)
    onApply(from, to)
  }
  return (
    <form className={classes.custom} onSubmit={apply}>
      <TextInput
        type="datetime-local"
        name="from"
        label="From"
        size="sm"
        defaultValue={toLocal(filters.from)}
      />
      <TextInput
        type="datetime-local"
        name="to"
        label="To"
        size="sm"
        defaultValue={toLocal(filters.to)}
        error={problem}
      />
      <Button type="submit" variant="default" size="xs">
        Apply
      </Button>
    </form>
  )
}

function toIso(value: FormDataEntryValue | null): string | undefined {
  return value ? new Date(String(value)).toISOString() : undefined
}

function toLocal(iso: string | undefined): string | undefined {
  const at = iso ? new Date(iso) : undefined
  if (!at || Number.isNaN(at.getTime())) return undefined
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
