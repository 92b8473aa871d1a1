import { expect, test } from 'vitest'
import { inserted, type Loaded, leavesGap, newRows, rowsOf, updated } from './merge'
import type { ExecutionRow } from './queries'

const uuid = (n: number) => `01990000-0000-7000-8000-${String(n).padStart(12, '0')}`
const row = (n: number, status: ExecutionRow['status'] = 'SUCCESS') =>
  ({ id: btoa(`InstanceExecutionResult:${uuid(n)}`), status }) as ExecutionRow
const page = (...numbers: number[]) => ({ rows: numbers.map((n) => row(n)), next: 'more' })
const loaded = (...numbers: number[]): Loaded => ({ pages: [page(...numbers)], pageParams: [null] })
const ids = (list: Loaded) => rowsOf(list).map(({ id }) => id)

test('new rows come where they belong, and none comes twice', () => {
  const head = page(6, 5, 4, 3)
  expect(newRows(loaded(5, 3, 2), head).map(({ id }) => id)).toEqual([row(6).id, row(4).id])
  expect(ids(inserted(loaded(5, 3, 2), head))).toEqual([6, 5, 4, 3, 2].map((n) => row(n).id))
})

test('when more is new than one page holds, the list starts afresh', () => {
  expect(leavesGap(loaded(3, 2, 1), page(9, 8, 7))).toBe(true)
  expect(ids(inserted(loaded(3, 2, 1), page(9, 8, 7)))).toEqual([9, 8, 7].map((n) => row(n).id))
  expect(leavesGap(loaded(3), page(4, 3))).toBe(false)
})

test('a row that moved on changes in place, or goes when the state filter no longer matches', () => {
  const done = [row(2, 'ERROR')]
  expect(rowsOf(updated(loaded(3, 2, 1), done, {}))[1]?.status).toBe('ERROR')
  expect(ids(updated(loaded(3, 2, 1), done, { state: 'succeeded' }))).toEqual([3, 1].map((n) => row(n).id))
  expect(ids(updated(loaded(2), done, { state: 'failed,queued' }))).toEqual([row(2).id])
})
