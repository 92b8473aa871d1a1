import { Button, Skeleton } from '@mantine/core'
import { wordsOf } from '../../api/client'
import classes from './ExecutionList.module.css'
import type { useExecutions } from './useExecutions'

export const ROW_PX = 40
export const CARD_PX = 80
const COLUMNS = ['State', 'Flow', 'Customer', 'Instance', 'Started', 'Duration', 'Trigger', 'Error']

/** The names of the columns; they stay in sight. */
export function HeaderRow() {
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" className={classes.columns}>
        {COLUMNS.map((name) => (
          <span key={name} role="columnheader" data-column={name}>
            {name}
          </span>
        ))}
      </div>
    </div>
  )
}

/** Rows to be. */
export function Skeletons({ narrow, rows = 14 }: { narrow: boolean; rows?: number }) {
  const columns = narrow ? COLUMNS.slice(0, 2) : COLUMNS
  return (
    <div aria-hidden="true">
      {Array.from({ length: rows }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={n} className={classes.columns} style={{ height: narrow ? CARD_PX : ROW_PX }}>
          {columns.map((name, column) => (
            <Skeleton
              key={name}
              data-column={name}
              height={10}
              width={`${45 + ((n * 7 + column * 13) % 40)}%`}
              radius={4}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

/** What stands below the last row: more to come, a failure, or that this was all. */
export function ListEnd({
  query,
  narrow,
}: Pick<ReturnType<typeof useExecutions>, 'query'> & { narrow: boolean }) {
  if (query.isFetchingNextPage) return <Skeletons narrow={narrow} rows={3} />
  if (query.isFetchNextPageError) {
    return (
      <p className={classes.foot} role="alert">
        {wordsOf(query.error)}{' '}
        <Button size="xs" variant="default" onClick={() => query.fetchNextPage()}>
          Try again
        </Button>
      </p>
    )
  }
  return query.isSuccess && !query.hasNextPage ? <p className={classes.foot}>That is all of them.</p> : null
}
