import { Popover, UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon } from '../../app/parts/Icon'
import classes from './FilterBar.module.css'

type Props = {
  /** What is filtered: "state", "customer". */
  name: string
  /** The words of what was chosen. */
  value: string | undefined
  onClear: () => void
  children: ReactNode
}

/** One filter: its words when set, "Any state" when not; opens what it can be set to. */
export function FilterChip({ name, value, onClear, children }: Props) {
  const words = value ?? `Any ${name}`
  return (
    <span className={classes.chip} data-set={value ? true : undefined}>
      <Popover
        position="bottom-start"
        shadow="md"
        offset={6}
        trapFocus
        returnFocus
        transitionProps={{ duration: 120 }}
      >
        <Popover.Target>
          <UnstyledButton
            className={classes.chipButton}
            aria-label={`Filter by ${name}: ${words}`}
            title={value}
          >
            <span dir="auto">{words}</span>
            {!value && <Icon name="down" size={12} />}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown p={0} aria-label={`Filter by ${name}`}>
          {children}
        </Popover.Dropdown>
      </Popover>
      {value && (
        <UnstyledButton className={classes.chipClear} aria-label={`Clear ${name} filter`} onClick={onClear}>
          <Icon name="cross" size={12} />
        </UnstyledButton>
      )}
    </span>
  )
}
