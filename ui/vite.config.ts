import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The host stays as the browser sent it: the server compares it with the origin of cookie requests.
const server = { target: 'http://127.0.0.1:8080', changeOrigin: false }

export default defineConfig({
  plugins: [react()],
  build: {
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'], // light-dark() as it is
    sourcemap: false,
    assetsInlineLimit: 0, // the server's policy allows no data: addresses
    chunkSizeWarningLimit: 800,
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': server, '/auth': server, '/results': server } },
})
