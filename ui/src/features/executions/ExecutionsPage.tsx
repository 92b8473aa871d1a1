import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Icon } from '../../app/parts/Icon'
import { Failure, Notice } from '../../app/parts/Notice'
import { count } from '../../app/words'
import { ExecutionList } from './ExecutionList'
import classes from './ExecutionsPage.module.css'
import { FilterBar } from './FilterBar'
import { type Filters, isFiltered, rememberFilters } from './filters'
import { NothingYet } from './NothingYet'
import { PAGE_SIZE } from './queries'
import { useExecutions } from './useExecutions'

/** Explore › Executions: is it running, and what failed? */
export function ExecutionsPage() {
  const filters = useSearch({ from: '/app/executions' })
  const navigate = useNavigate({ from: '/executions' })
  const scroller = useRef<HTMLDivElement>(null)
  const narrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false })
  const list = useExecutions(filters, () => (scroller.current?.scrollTop ?? 0) < 8)
  useEffect(() => {
    document.title = 'Executions · Trunkline'
  }, [])
  useEffect(() => rememberFilters(filters), [filters])
  const setFilters = (next: Filters) => {
    const isTyping = next.q !== filters.q // each letter is no step to go back to
    void navigate({ search: next, replace: isTyping })
  }
  const clear = () => setFilters({})
  const showNew = () => {
    scroller.current?.scrollTo({ top: 0 })
    void list.showNew()
  }
  const empty = list.query.isSuccess && list.rows.length === 0
  return (
    <section className={classes.page} aria-labelledby="page-title">
      <header className={classes.header}>
        <h1 id="page-title" className={classes.title}>
          Executions
        </h1>
        <FilterBar filters={filters} onChange={setFilters} />
      </header>
      <div className={classes.body}>
        <div role="status" className={classes.pillPlace}>
          {list.held > 0 && (
            <Button size="xs" radius="xl" leftSection={<Icon name="up" size={14} />} onClick={showNew}>
              {list.held >= PAGE_SIZE ? `${PAGE_SIZE}+ new` : `${list.held} new`}
            </Button>
          )}
        </div>
        {list.query.isError && list.rows.length === 0 ? (
          <Failure
            title="The executions could not be loaded"
            error={list.query.error}
            onRetry={list.query.refetch}
          >
            {isFiltered(filters) && <ClearButton onClick={clear} />}
          </Failure>
        ) : empty && isFiltered(filters) ? (
          <Notice icon="search" title="No execution matches these filters">
            <ClearButton onClick={clear} />
          </Notice>
        ) : empty ? (
          <NothingYet />
        ) : (
          <ExecutionList list={list} scroller={scroller} narrow={narrow} />
        )}
      </div>
      <p className={classes.said} role="status">
        {list.query.isSuccess && `${count(list.rows.length, 'execution')} loaded`}
      </p>
    </section>
  )
}

function ClearButton({ onClick }: { onClick: () => void }) {
  return (
    <Button variant="default" onClick={onClick}>
      Clear filters
    </Button>
  )
}
