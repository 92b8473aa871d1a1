import { Button, Skeleton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { wordsOf } from '../../api/client'
import { clock, exact } from '../../app/words'
import classes from './LogList.module.css'
import type { LogLine, useLogs } from './useLogs'

const AHEAD = 30
const END_PX = 40

type Props = {
  logs: ReturnType<typeof useLogs>
  empty: string
  stepName?: (line: LogLine) => string | null
  onStep?: (line: LogLine) => void
  follow?: boolean
  onFollow?: (follow: boolean) => void
}

/** Log lines; only those in sight exist. */
export function LogList({ logs, empty, stepName, onStep, follow = false, onFollow }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const { query, lines, more } = logs
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 24,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: 20,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const { isFetching, isError, fetchNextPage } = query
  useEffect(() => {
    if (more && !isFetching && !isError && last >= lines.length - AHEAD) void fetchNextPage()
  }, [more, isFetching, isError, last, lines.length, fetchNextPage])
  useEffect(() => {
    if (follow && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [follow, lines.length, virtual])
  const onScroll = () => {
    const element = scroller.current
    if (element && follow && element.scrollHeight - element.scrollTop - element.clientHeight > END_PX * 5)
      onFollow?.(false)
  }
  return (
    <section
      ref={scroller}
      className={classes.scroller}
      onWheel={onScroll}
      tabIndex={0}
      aria-label="Log lines"
    >
      {query.isPending && (
        <div className={classes.skeletons} aria-hidden="true">
          {[60, 80, 45, 70, 55].map((width) => (
            <Skeleton key={width} height={10} width={`${width}%`} radius={4} />
          ))}
        </div>
      )}
      {query.isSuccess && lines.length === 0 && !more && <p className={classes.note}>{empty}</p>}
      <ol className={classes.lines} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const line = lines[item.index]
          return (
            line && (
              <li
                key={line.id}
                ref={virtual.measureElement}
                data-index={item.index}
                data-severity={line.severity}
                className={classes.line}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <time dateTime={line.timestamp} title={exact(new Date(line.timestamp))}>
                  {clock(new Date(line.timestamp))}
                </time>
                <span className={classes.severity}>{line.severity.toLowerCase()}</span>
                {stepName && <StepName name={stepName(line)} onClick={onStep && (() => onStep(line))} />}
                <bdi className={classes.message}>{line.message}</bdi>
              </li>
            )
          )
        })}
      </ol>
      {isError && (
        <p className={classes.note} role="alert">
          {wordsOf(query.error)}{' '}
          <Button size="compact-xs" variant="default" onClick={() => fetchNextPage()}>
            Try again
          </Button>
        </p>
      )}
    </section>
  )
}

function StepName({ name, onClick }: { name: string | null; onClick?: () => void }) {
  if (!name || !onClick) return <span className={classes.step} />
  return (
    <button type="button" className={classes.step} onClick={onClick} title={`Show step ${name}`}>
      <bdi>{name}</bdi>
    </button>
  )
}
