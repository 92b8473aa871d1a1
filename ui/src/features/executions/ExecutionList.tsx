import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useRef } from 'react'
import { ExecutionCard } from './ExecutionCard'
import classes from './ExecutionList.module.css'
import { ExecutionRowView } from './ExecutionRow'
import { CARD_PX, HeaderRow, ListEnd, ROW_PX, Skeletons } from './ListParts'
import type { useExecutions } from './useExecutions'
import { useRowWalk } from './useRowWalk'

const AHEAD = 20

type Props = {
  list: ReturnType<typeof useExecutions>
  scroller: RefObject<HTMLDivElement | null>
  narrow: boolean
}

/** The rows, of which only those in sight exist; arrows walk them, Enter opens. */
export function ExecutionList({ list, scroller, narrow }: Props) {
  const { query, rows } = list
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? CARD_PX : ROW_PX),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    initialOffset: useRemembered(scroller),
  })
  const items = virtual.getVirtualItems()
  const walk = useRowWalk(rows, virtual, scroller)
  useEndless(query, (items.at(-1)?.index ?? 0) >= rows.length - AHEAD)
  const Row = narrow ? ExecutionCard : ExecutionRowView
  return (
    <div ref={scroller} className={classes.scroller} data-narrow={narrow || undefined}>
      <div
        role="grid"
        tabIndex={-1}
        aria-label="Executions"
        aria-rowcount={query.hasNextPage ? -1 : rows.length + 1}
        onKeyDown={walk.onKeyDown}
      >
        {!narrow && <HeaderRow />}
        {query.isPending && <Skeletons narrow={narrow} />}
        <div role="rowgroup" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, size }) => {
            const row = rows[index]
            if (!row) return null
            return (
              <Row
                key={row.id}
                ref={narrow ? virtual.measureElement : undefined}
                row={row}
                index={index}
                top={start}
                height={size}
                isNew={list.arrived.has(row.id)}
                isActive={index === walk.active}
                onFocus={() => walk.onFocus(row)}
                onSettled={list.settle}
              />
            )
          })}
        </div>
      </div>
      {rows.length > 0 && <ListEnd query={query} narrow={narrow} />}
    </div>
  )
}

/** Fetch on when the last row comes near; after a failure only when somebody asks. */
function useEndless(query: Props['list']['query'], isNear: boolean): void {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query
  useEffect(() => {
    if (isNear && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [isNear, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
}

const offsets = new Map<string, number>()

/** Where the list was scrolled to when one comes back to the same address. */
function useRemembered(scroller: RefObject<HTMLDivElement | null>): number {
  const address = useRef(location.search).current
  useEffect(() => {
    const element = scroller.current
    const save = () => offsets.set(address, element?.scrollTop ?? 0)
    element?.addEventListener('scroll', save, { passive: true })
    return () => element?.removeEventListener('scroll', save)
  }, [scroller, address])
  return offsets.get(address) ?? 0
}
