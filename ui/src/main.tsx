import './app/styles'
import { MantineProvider } from '@mantine/core'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { SignedOut, Unreachable } from './api/client'
import { makeRouter } from './app/router'
import { theme } from './app/theme'

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => error instanceof SignedOut && toSignIn() }),
  defaultOptions: {
    queries: { staleTime: 10_000, retry: (failures, error) => error instanceof Unreachable && failures < 2 },
  },
})
const router = makeRouter(client)

function toSignIn(): void {
  const { pathname, href } = router.state.location
  if (pathname === '/sign-in') return
  void router.navigate({ to: '/sign-in', search: { to: href } })
}

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')

createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
