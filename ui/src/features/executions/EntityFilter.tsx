import { Button, Loader, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { wordsOf } from '../../api/client'
import { toUuid } from '../../api/ids'
import { Icon } from '../../app/parts/Icon'
import { walk } from './ChoiceList'
import { type EntityKind, fetchEntities, fetchEntityName } from './entities'
import classes from './FilterBar.module.css'
import { FilterChip } from './FilterChip'

type Props = { kind: EntityKind; value: string | undefined; onChange: (uuid: string | undefined) => void }

/** A filter by one integration, customer or instance, found by name. */
export function EntityFilter({ kind, value, onChange }: Props) {
  const name = useQuery({
    queryKey: ['entity-name', kind, value],
    queryFn: ({ signal }) => fetchEntityName(kind, value ?? '', signal),
    enabled: value !== undefined,
    staleTime: 60_000,
  })
  const words = value && (name.data ?? (name.isPending ? '…' : `Unknown ${kind}`))
  return (
    <FilterChip name={kind} value={words} onClear={() => onChange(undefined)}>
      <Picker kind={kind} value={value} onPick={onChange} />
    </FilterChip>
  )
}

function Picker({
  kind,
  value,
  onPick,
}: {
  kind: EntityKind
  value: string | undefined
  onPick: (uuid: string) => void
}) {
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed, 200)
  const found = useQuery({
    queryKey: ['entities', kind, text],
    queryFn: ({ signal }) => fetchEntities(kind, text, signal),
    placeholderData: keepPreviousData,
  })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows go from the field to the list and back
    <div className={classes.picker} onKeyDown={walk}>
      <TextInput
        data-autofocus
        aria-label={`Find ${kind}`}
        placeholder={`Find ${kind}`}
        size="sm"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        leftSection={<Icon name="search" />}
        rightSection={found.isFetching ? <Loader size={14} /> : null}
      />
      {found.isError ? (
        <p className={classes.note} role="alert">
          {wordsOf(found.error)}{' '}
          <Button size="compact-xs" variant="default" onClick={() => found.refetch()}>
            Try again
          </Button>
        </p>
      ) : found.data?.length === 0 ? (
        <p className={classes.note}>
          {text ? `No ${kind} has this in its name.` : `There is no ${kind} yet.`}
        </p>
      ) : (
        <ul className={classes.choices}>
          {found.data?.map((entity) => (
            <li key={entity.id} className={classes.choiceItem}>
              <button
                type="button"
                className={classes.choiceButton}
                aria-pressed={toUuid(entity.id) === value}
                onClick={() => onPick(toUuid(entity.id))}
              >
                <span dir="auto">{entity.name}</span>
                {entity.detail && <span className={classes.detail}>{entity.detail}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
