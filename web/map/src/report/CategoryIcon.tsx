/** Line drawings of kinds of matters, 24 pixels; the first whose words are in a category's code is taken. */
const drawings: readonly (readonly [about: RegExp, path: string])[] = [
  [/land|build|xay|dat_dai/, 'M4 21V9l8-5 8 5v12M9 21v-7h6v7'],
  [/light|den|lamp/, 'M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.8V16h7v-2.2A6 6 0 0 0 12 3z'],
  [/waste|rubbish|garbage|trash|rac/, 'M5 7h14M10 4h4M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5'],
  [
    /flood|drain|water|ngap|thoat|nuoc|sewer/,
    'M3 17c2-2 4 0 6 0s4-2 6 0 4 0 6 0M3 21c2-2 4 0 6 0s4-2 6 0 4 0 6 0M12 3c3 4 4 5.5 4 7.5a4 4 0 0 1-8 0C8 8.5 9 7 12 3z',
  ],
  [/tree|green|cay/, 'M12 21v-6M12 3l5 7h-3l4 5H6l4-5H7z'],
  [/traffic|giao_thong|sign|parking/, 'M9 3h6v14H9zM12 6v.1M12 10v.1M12 14v.1M12 17v4'],
  [/road|duong|pavement|sidewalk|he_pho|bridge|via/, 'M8 3 5 21M16 3l3 18M12 4v3M12 10.5v3M12 17v3'],
  [
    /air|smoke|dust|khoi|bui|odour|smell|mui|pollut|environment|moi_truong/,
    'M4 9h10a3 3 0 1 0-3-3M4 13h14a3 3 0 1 1-3 3M4 17h6a2 2 0 1 1-2 2',
  ],
  [/noise|on_ao|tieng/, 'M4 10v4h3l5 4V6L7 10zM16 9a4 4 0 0 1 0 6M18.5 6.500a8 8 0 0 1 0 11'],
  [/fire|chay/, 'M12 3c1 4 5 5 5 10a5 5 0 0 1-10 0c0-2 1-3 2-4 0 2 1 3 2 3 0-3-1-5 1-9z'],
  [/order|security|an_ninh|social|abuse|crime|drug/, 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z'],
  [/electric|dien|cable|power/, 'M13 2 5 14h6l-1 8 8-12h-6z'],
  [/animal|dog|vat_nuoi/, 'M5 9v10M19 9v10M5 13h14M5 9 3 6M19 9l2-3'],
  [/health|food|y_te|thuc_pham/, 'M12 5v14M5 12h14'],
]
const OTHER = 'M12 3a9 9 0 1 0 .1 0M12 8v5M12 16v.2'

/** A picture of a category; its name always stands beside it. */
export function CategoryIcon({ code }: { code: string }) {
  const path = drawings.find(([about]) => about.test(code))?.[1] ?? OTHER
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  )
}
