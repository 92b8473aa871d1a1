import { ActionIcon, TextInput, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon } from '../../app/parts/Icon'
import classes from './JsonViewer.module.css'
import type { useJsonSearch } from './useJsonSearch'

type Search = ReturnType<typeof useJsonSearch>

/** Search in a value, and what else its owner puts beside it. */
export function JsonToolbar({
  search,
  label,
  children,
}: {
  search: Search
  label: string
  children: ReactNode
}) {
  return (
    <div className={classes.toolbar}>
      <TextInput
        size="xs"
        type="search"
        className={classes.find}
        aria-label={`Search in ${label.toLowerCase()}`}
        placeholder="Search keys and values"
        leftSection={<Icon name="search" size={14} />}
        value={search.text}
        onChange={(event) => search.setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && search.go(event.shiftKey ? -1 : 1)}
      />
      <FoundCount search={search} />
      <span className={classes.space} />
      {children}
    </div>
  )
}

function FoundCount({ search }: { search: ReturnType<typeof useJsonSearch> }) {
  const { found, index, go } = search
  if (!found) return <span role="status" />
  const total = `${found.paths.length}${found.more ? '+' : ''}`
  return (
    <>
      <span role="status" className={classes.count}>
        {found.paths.length ? `${index + 1} of ${total}` : 'Not found'}
      </span>
      {found.paths.length > 1 && (
        <>
          <FindButton label="Previous find" icon="up" onClick={() => go(-1)} />
          <FindButton label="Next find" icon="down" onClick={() => go(1)} />
        </>
      )}
    </>
  )
}

function FindButton({ label, icon, onClick }: { label: string; icon: 'up' | 'down'; onClick: () => void }) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={onClick}>
        <Icon name={icon} size={14} />
      </ActionIcon>
    </Tooltip>
  )
}
