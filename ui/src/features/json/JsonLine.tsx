import { type Ref, useState } from 'react'
import { Copy } from '../../app/parts/Copy'
import { Icon } from '../../app/parts/Icon'
import { count, size } from '../../app/words'
import type { Entry, Path } from './document'
import { TEXT_LIMIT } from './document'
import classes from './JsonViewer.module.css'
import { type Line, reference } from './lines'
import type { JsonStore } from './store'

const LONG = 160
const INDENT_PX = 16

type Props = {
  ref: Ref<HTMLDivElement>
  line: Line
  index: number
  top: number
  base: string
  store: JsonStore
  isActive: boolean
  isFound: boolean
  onActive: () => void
  onToggle: () => void
  onDownload: (path: Path) => void
}

/** One line of the tree. */
export function JsonLine(props: Props) {
  const { ref, line, index, top, base, isActive, isFound, onActive, onToggle } = props
  const { entry, place } = line
  return (
    <div
      ref={ref}
      role="treeitem"
      aria-level={line.depth + 1}
      aria-expanded={place ? line.isOpen : undefined}
      aria-selected={isActive}
      tabIndex={isActive ? 0 : -1}
      data-active={isActive || undefined}
      data-found={isFound || undefined}
      data-index={index}
      className={classes.line}
      style={{ transform: `translateY(${top}px)`, paddingLeft: 8 + line.depth * INDENT_PX }}
      onFocus={onActive}
    >
      <Fold isFoldable={place !== null} isOpen={line.isOpen} onToggle={onToggle} />
      {entry.key !== null && (
        <span className={place?.isStretch ? classes.stretch : classes.key}>
          <Plain text={String(entry.key)} />
          {!place?.isStretch && ':'}
        </span>
      )}
      <Value
        entry={entry}
        isOpen={line.isOpen}
        onToggle={onToggle}
        onDownload={() => props.onDownload(line.path)}
      />
      {!place?.isStretch && (
        <span className={classes.actions}>
          <Copy text={reference(base, line.path)} label="Copy path" icon="link" />
          <Copy text={() => props.store.text(line.path)} label="Copy value" />
        </span>
      )}
    </div>
  )
}

function Fold({
  isFoldable,
  isOpen,
  onToggle,
}: {
  isFoldable: boolean
  isOpen: boolean
  onToggle: () => void
}) {
  if (!isFoldable) return <span className={classes.fold} />
  return (
    <button type="button" className={classes.fold} tabIndex={-1} aria-hidden="true" onClick={onToggle}>
      <Icon name={isOpen ? 'down' : 'right'} size={12} />
    </button>
  )
}

type ValueProps = { entry: Entry; isOpen: boolean; onToggle: () => void; onDownload: () => void }

function Value({ entry, isOpen, onToggle, onDownload }: ValueProps) {
  if (entry.kind === 'bytes') {
    return (
      <button type="button" className={classes.file} onClick={onDownload}>
        <Icon name="download" size={14} />
        {entry.contentType ?? 'file'}, {size(entry.size)}
      </button>
    )
  }
  if (entry.kind === 'string') return <Text entry={entry} />
  if (entry.kind !== 'object' && entry.kind !== 'array') {
    return <span className={entry.kind === 'number' ? classes.number : classes.word}>{entry.text}</span>
  }
  const [open, close] = entry.kind === 'array' ? '[]' : '{}'
  if (entry.count === 0) return <span className={classes.bracket}>{`${open}${close}`}</span>
  const what = entry.kind === 'array' ? count(entry.count, 'item') : count(entry.count, 'key')
  return (
    // biome-ignore lint/a11y: the treeitem itself is what the keyboard folds
    <span className={classes.bracket} onClick={onToggle}>
      {isOpen ? open : `${open}…${close}`} <span className={classes.what}>{what}</span>
    </span>
  )
}

function Text({ entry }: { entry: Entry }) {
  const [whole, setWhole] = useState(false)
  const isLong = entry.text.length > LONG || entry.text.includes('\n')
  const shown = whole ? entry.text : entry.text.slice(0, LONG)
  return (
    <span className={classes.string} data-whole={whole || undefined}>
      "<Plain text={shown} isWhole={whole} />
      {entry.text.length > shown.length ? '…' : '"'}
      {whole && entry.size > TEXT_LIMIT && '…'}
      {isLong && (
        <button type="button" className={classes.more} onClick={() => setWhole(!whole)}>
          {whole ? 'Show less' : `Show all ${count(entry.size, 'character')}`}
        </button>
      )}
    </span>
  )
}

// Control characters, and those that turn the direction of what follows, would disturb or deceive: they are shown.
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
  /([\u0000-\u001f"\\\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff])/
const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' }

/** A text with everything in it to be seen; `isWhole` keeps its lines as lines. */
function Plain({ text, isWhole }: { text: string; isWhole?: boolean }) {
  const parts = text.split(HIDDEN)
  if (parts.length === 1) return <bdi>{text}</bdi>
  return (
    <bdi>
      {parts.map((part, n) => {
        if (n % 2 === 0 || (isWhole && /[\n\t"\\]/.test(part))) return part
        const code = SHORT[part] ?? `\\u${part.charCodeAt(0).toString(16).padStart(4, '0')}`
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <bdi key={n} dir="ltr" className={classes.escape}>
            {code}
          </bdi>
        )
      })}
    </bdi>
  )
}
