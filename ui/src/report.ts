/** `/meetdesk/report`: what the browser can do, for somebody with whom a meeting does not work. */

import { mount } from 'svelte'
import { captureFacts, factsOf } from './engine'
import { useLanguage } from './view/locale.svelte'
import Report from './view/report/Report.svelte'
import { useTheme } from './view/theme'
import './view/styles/tokens.css'
import './view/styles/base.css'
import './view/styles/controls.css'
import './view/styles/contrast.css'
import './view/styles/touch.css'
import './view/wishes'

useLanguage('automatic', navigator.language)
useTheme('automatic')
const target = document.getElementById('app')
const look = () => factsOf(`wss://${location.host}/meetdesk/join`)
if (target) mount(Report, { target, props: { look, capture: captureFacts } })
