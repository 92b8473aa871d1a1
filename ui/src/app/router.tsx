import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { SignedOut } from '../api/client'
import { session } from '../api/session'
import { ExecutionsPage } from '../features/executions/ExecutionsPage'
import { parseFilters } from '../features/executions/filters'
import { SignInPage } from '../features/sign-in/SignInPage'
import { Failure, Notice } from './parts/Notice'
import { Shell } from './Shell'

type Context = { client: QueryClient }
type Text = Record<string, unknown>

/** What of an execution is looked at. */
type Look = { step?: string; loop?: string; view?: 'logs'; tab?: string }

const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined)

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NoPage })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignInPage,
  validateSearch: (search: Text): { to?: string } => ({ to: text(search.to) }),
})

const behindSignIn = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: Shell,
  errorComponent: ({ error, reset }) => (
    <Failure title="Trunkline cannot be shown" error={error} onRetry={reset} />
  ),
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(session)
    } catch (error) {
      if (error instanceof SignedOut) throw redirect({ to: '/sign-in', search: { to: location.href } })
      throw error
    }
  },
})

const home = createRoute({
  getParentRoute: () => behindSignIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/executions', search: {} })
  },
})

const executions = createRoute({
  getParentRoute: () => behindSignIn,
  path: '/executions',
  component: ExecutionsPage,
  validateSearch: parseFilters,
})

const execution = createRoute({
  getParentRoute: () => behindSignIn,
  path: '/executions/$id',
  component: lazyRouteComponent(() => import('../features/execution/ExecutionPage'), 'ExecutionPage'),
  validateSearch: (search: Text): Look => ({
    step: text(search.step),
    loop: text(search.loop),
    view: search.view === 'logs' ? 'logs' : undefined,
    tab: text(search.tab),
  }),
})

function NoPage() {
  return (
    <Notice icon="search" title="There is no page at this address">
      <Link to="/executions" search={{}}>
        Go to executions
      </Link>
    </Notice>
  )
}

const parseSearch = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search))

function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
  const query = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
  return query ? `?${query.replaceAll('%2C', ',').replaceAll('%3A', ':')}` : ''
}

/** The app's addresses; plain words in the query, no JSON. */
export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([signIn, behindSignIn.addChildren([home, executions, execution])]),
    context: { client },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingMs: 400,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
