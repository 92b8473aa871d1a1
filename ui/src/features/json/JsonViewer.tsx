import { Skeleton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Copy } from '../../app/parts/Copy'
import type { Path } from './document'
import { JsonLine } from './JsonLine'
import { JsonToolbar } from './JsonToolbar'
import classes from './JsonViewer.module.css'
import { idOf } from './lines'
import type { JsonStore } from './store'
import { useJsonSearch } from './useJsonSearch'
import { useJsonTree } from './useJsonTree'
import { useLineWalk } from './useLineWalk'

type Props = {
  store: JsonStore
  label: string
  /** What references to this value begin with: `orderLines.results`. */
  base: string
  onDownload: (path: Path) => void
  /** Stands at the right of the toolbar. */
  children?: ReactNode
}

/** A JSON value: folded, searchable, and as large as it likes. */
export function JsonViewer({ store, label, base, onDownload, children }: Props) {
  const tree = useJsonTree(store)
  const [active, setActive] = useState(idOf([]))
  const search = useJsonSearch(store, async (path) => {
    await tree.reveal(path)
    setActive(idOf(path))
  })
  if (tree.error) {
    return (
      <p className={classes.note} role="alert">
        This value cannot be shown: {tree.error.message}
      </p>
    )
  }
  const found = search.current && idOf(search.current)
  return (
    <div className={classes.viewer}>
      <JsonToolbar search={search} label={label}>
        {children}
        <Copy text={() => store.text([])} label="Copy all" />
      </JsonToolbar>
      {!tree.isOpen && <Skeletons />}
      <Lines {...{ store, label, base, tree, active, found, onDownload }} onActive={setActive} />
    </div>
  )
}

type LinesProps = Omit<Props, 'children'> & {
  tree: ReturnType<typeof useJsonTree>
  active: string
  found: string | undefined
  onActive: (id: string) => void
}

/** The lines, of which only those in sight exist. */
function Lines({ store, label, base, tree, active, found, onDownload, onActive }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const { lines } = tree
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 24,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: 20,
  })
  const foundAt = found ? lines.findIndex((line) => line.id === found) : -1
  useEffect(() => {
    if (foundAt >= 0) virtual.scrollToIndex(foundAt, { align: 'center' })
  }, [foundAt, virtual])
  const walk = useLineWalk(tree, active, onActive, virtual, scroller)
  return (
    <div ref={scroller} className={classes.scroller}>
      <div
        role="tree"
        aria-label={label}
        className={classes.lines}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={walk}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index]
          if (!line) return null
          return (
            <JsonLine
              key={line.id}
              ref={virtual.measureElement}
              line={line}
              index={index}
              top={start}
              base={base}
              store={store}
              isActive={line.id === active}
              isFound={line.id === found}
              onActive={() => onActive(line.id)}
              onToggle={() => tree.toggle(line)}
              onDownload={onDownload}
            />
          )
        })}
      </div>
    </div>
  )
}

function Skeletons() {
  return (
    <div className={classes.skeletons} aria-hidden="true">
      {[40, 65, 50, 72, 58].map((width) => (
        <Skeleton key={width} height={10} width={`${width}%`} radius={4} />
      ))}
    </div>
  )
}
