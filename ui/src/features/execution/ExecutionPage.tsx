import { Skeleton, Tabs } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Failure, Notice } from '../../app/parts/Notice'
import { lastFilters } from '../executions/filters'
import { LogsPanel } from '../logs/LogsPanel'
import type { LogLine } from '../logs/useLogs'
import { ExecutionHeader } from './ExecutionHeader'
import classes from './ExecutionPage.module.css'
import type { Execution } from './queries'
import type { Results, ResultsState } from './results'
import { StepsView } from './StepsView'
import { useExecution } from './useExecution'
import { useSteps } from './useSteps'

/** One execution: what happened, step by step. */
export function ExecutionPage() {
  const { id } = useParams({ from: '/app/executions/$id' })
  const { query, results, state } = useExecution(id)
  useEscape()
  useEffect(() => {
    document.title = `${query.data?.flow?.name ?? 'Execution'} · Trunkline`
  }, [query.data])
  if (query.isPending) return <Loading />
  if (query.isError && !query.data) {
    return (
      <Failure title="The execution could not be loaded" error={query.error} onRetry={query.refetch}>
        <BackLink />
      </Failure>
    )
  }
  if (!query.data) {
    return (
      <Notice icon="search" title="There is no such execution">
        <p>It may be older than executions are kept, or the link is not complete.</p>
        <BackLink />
      </Notice>
    )
  }
  return <Page key={id} execution={query.data} source={results} results={state} />
}

type PageProps = { execution: Execution; source: Results; results: ResultsState }

function Page({ execution, source, results }: PageProps) {
  const look = useSearch({ from: '/app/executions/$id' })
  const navigate = useNavigate({ from: '/executions/$id' })
  const narrow = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false })
  const steps = useSteps(execution, source, results, look)
  const select = (step: string, path: string) => {
    const tab = look.step === step ? look.tab : undefined
    const search = { step, loop: path || look.loop, tab }
    void navigate({ search, replace: !narrow }) // on a narrow screen Back leads to the tree
  }
  const show = (view: string | null) =>
    navigate({ search: { ...look, view: view === 'logs' ? 'logs' : undefined }, replace: true })
  const showStep = (line: LogLine) => {
    const step = stepOf(execution, line)
    if (step) select(step.stepName, line.loopPath ?? '')
  }
  const small = narrow && look.step !== undefined
  return (
    <article className={classes.page}>
      <ExecutionHeader execution={execution} results={results} running={steps.running} small={small} />
      <Tabs value={look.view ?? 'steps'} keepMounted={false} className={classes.tabs} onChange={show}>
        <Tabs.List className={classes.tabList}>
          <Tabs.Tab value="steps">Steps</Tabs.Tab>
          <Tabs.Tab value="logs">Logs</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="steps" className={classes.steps} data-narrow={narrow || undefined}>
          <StepsView {...{ execution, source, results, steps, narrow }} onSelect={select} />
        </Tabs.Panel>
        <Tabs.Panel value="logs" className={classes.logs}>
          <LogsPanel
            executionId={execution.id}
            isLive={!execution.endedAt}
            nameOf={(line) => stepOf(execution, line)?.name ?? null}
            onStep={showStep}
          />
        </Tabs.Panel>
      </Tabs>
    </article>
  )
}

function stepOf(execution: Execution, line: LogLine) {
  return execution.outline.find((step) => step.stepName === line.stepName || step.name === line.stepName)
}

function BackLink() {
  return (
    <Link to="/executions" search={lastFilters()}>
      Back to executions
    </Link>
  )
}

/** Esc goes back to the list, with its filters, unless somebody types or something is open above the page. */
function useEscape(): void {
  const navigate = useNavigate()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      const target = event.target as HTMLElement
      if (target.closest('input, textarea') || document.querySelector('[role="menu"], [role="dialog"]'))
        return
      void navigate({ to: '/executions', search: lastFilters() })
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [navigate])
}

function Loading() {
  return (
    <div className={classes.header} aria-busy="true">
      <Skeleton height={12} width={160} />
      <Skeleton height={24} width="50%" />
      <Skeleton height={36} width="80%" />
    </div>
  )
}
