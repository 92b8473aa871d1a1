import type { InfiniteData } from '@tanstack/react-query'
import { toUuid } from '../../api/ids'
import { chosen, type Filters, STATES } from './filters'
import type { ExecutionRow, ExecutionsPageOf } from './queries'

export type Loaded = InfiniteData<ExecutionsPageOf, string | null>

const newestFirst = (a: ExecutionRow, b: ExecutionRow): number => (toUuid(a.id) < toUuid(b.id) ? 1 : -1)

/** All rows that are loaded, in order. */
export function rowsOf(loaded: Pick<Loaded, 'pages'> | undefined): ExecutionRow[] {
  return loaded?.pages.flatMap((page) => page.rows) ?? []
}

/** What of a newly fetched first page is not in the list yet. */
export function newRows(loaded: Loaded, head: ExecutionsPageOf): ExecutionRow[] {
  const known = new Set(rowsOf(loaded).map((row) => row.id))
  return head.rows.filter((row) => !known.has(row.id))
}

/** Whether so much is new that the first page no longer meets the list: there may be rows between them. */
export function leavesGap(loaded: Loaded, head: ExecutionsPageOf): boolean {
  return head.next !== null && newRows(loaded, head).length === head.rows.length
}

/** Put newer states in place; rows that no longer match the state filter go. */
export function updated(loaded: Loaded, rows: ExecutionRow[], filters: Filters): Loaded {
  const newer = new Map(rows.map((row) => [row.id, row]))
  const wanted = chosen(filters.state, STATES).map((name) => STATES[name])
  const matches = (row: ExecutionRow) => wanted.length === 0 || wanted.includes(row.status ?? undefined)
  const pages = loaded.pages.map((page) => ({
    ...page,
    rows: page.rows
      .map((row) => newer.get(row.id) ?? row)
      .filter((row) => !newer.has(row.id) || matches(row)),
  }))
  return { ...loaded, pages }
}

/** Put new rows where they belong in the first page; a gap starts the list afresh. */
export function inserted(loaded: Loaded, head: ExecutionsPageOf): Loaded {
  if (leavesGap(loaded, head)) return { pages: [head], pageParams: [null] }
  const [first, ...rest] = loaded.pages
  const rows = [...newRows(loaded, head), ...(first?.rows ?? [])].sort(newestFirst)
  return { ...loaded, pages: [{ next: first?.next ?? head.next, rows }, ...rest] }
}
