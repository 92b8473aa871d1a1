import { Tooltip, UnstyledButton } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import classes from './Copy.module.css'
import { Icon, type IconName } from './Icon'

const SHOWN_MS = 1500

type Props = {
  /** What is copied; a function when it takes work to make. */
  text: string | (() => string | Promise<string>)
  label: string
  icon?: IconName
  children?: ReactNode
}

/** Copies a text, and says that it did. */
export function Copy({ text, label, icon = 'copy', children }: Props) {
  const [done, setDone] = useState(false)
  useEffect(() => {
    if (!done) return
    const timer = setTimeout(() => setDone(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [done])
  const copy = async () => {
    await toClipboard(typeof text === 'string' ? text : await text())
    setDone(true)
  }
  return (
    <Tooltip label={done ? 'Copied' : label} openDelay={300} opened={done || undefined} withinPortal>
      <UnstyledButton
        className={classes.copy}
        aria-label={label}
        onClick={copy}
        data-done={done || undefined}
      >
        <Icon name={done ? 'check' : icon} size={14} />
        {children}
      </UnstyledButton>
    </Tooltip>
  )
}

async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea') // plain http has no clipboard
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
