import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { Icon } from '../../app/parts/Icon'
import { useStable } from '../../app/stable'
import { ChoiceList } from './ChoiceList'
import { EntityFilter } from './EntityFilter'
import classes from './FilterBar.module.css'
import { FilterChip } from './FilterChip'
import { chosen, type Filters, isFiltered, STATES, TRIGGERS } from './filters'
import { TimeFilter } from './TimeFilter'

const TYPING_MS = 250

const STATE_WORDS = {
  failed: 'Failed',
  succeeded: 'Succeeded',
  running: 'Running',
  queued: 'Queued',
  canceled: 'Canceled',
}
const TRIGGER_WORDS = {
  webhook: 'Webhook',
  schedule: 'Schedule',
  test: 'Test',
  'another-flow': 'Another flow',
  deployment: 'Deployment',
  removal: 'Removal',
}

type Props = { filters: Filters; onChange: (filters: Filters) => void }

/** Search and chips; together they read as a sentence, and they live in the address. */
export function FilterBar({ filters, onChange }: Props) {
  const set = (change: Partial<Filters>) => onChange({ ...filters, ...change })
  return (
    <search className={classes.bar}>
      <SearchField value={filters.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
      <div className={classes.chips}>
        <Choices
          name="state"
          words={STATE_WORDS}
          value={filters.state}
          known={STATES}
          onChange={(state) => set({ state })}
        />
        <EntityFilter
          kind="integration"
          value={filters.integration}
          onChange={(integration) => set({ integration })}
        />
        <EntityFilter kind="customer" value={filters.customer} onChange={(customer) => set({ customer })} />
        <EntityFilter kind="instance" value={filters.instance} onChange={(instance) => set({ instance })} />
        <TimeFilter filters={filters} onChange={set} />
        <Choices
          name="trigger"
          words={TRIGGER_WORDS}
          value={filters.trigger}
          known={TRIGGERS}
          onChange={(trigger) => set({ trigger })}
        />
        {isFiltered(filters) && (
          <button type="button" className={classes.clear} onClick={() => onChange({})}>
            Clear filters
          </button>
        )}
      </div>
    </search>
  )
}

type ChoicesProps = {
  name: string
  words: Record<string, string>
  known: Record<string, unknown>
  value: string | undefined
  onChange: (value: string | undefined) => void
}

function Choices({ name, words, known, value, onChange }: ChoicesProps) {
  const picked = chosen(value, known)
  const label = picked.map((each, n) => (n ? words[each]?.toLowerCase() : words[each])).join(' or ')
  return (
    <FilterChip name={name} value={label || undefined} onClear={() => onChange(undefined)}>
      <ChoiceList
        label={name}
        words={words}
        picked={picked}
        onChange={(next) => onChange(next.length > 0 ? next.join(',') : undefined)}
      />
    </FilterChip>
  )
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  const report = useStable(onChange)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => report(typed), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, value, report])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event.target)) return
      event.preventDefault()
      field.current?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <TextInput
      ref={field}
      className={classes.search}
      type="search"
      aria-label="Search executions"
      placeholder="Search errors, flows, customers"
      leftSection={<Icon name="search" />}
      rightSection={<kbd aria-hidden="true">/</kbd>}
      size="sm"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && (typed ? setTyped('') : event.currentTarget.blur())}
    />
  )
}

/** Whether a key belongs to a field that somebody is typing in. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
