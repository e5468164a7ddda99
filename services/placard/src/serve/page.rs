//! The front page, until there is a console.

/// Says plainly what is not there, and where everything else is.
pub(super) const FRONT: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Placard</title>
<style>body { font: 16px/1.5 sans-serif; max-width: 42em; margin: 3em auto; padding: 0 1em }</style>
<h1>Placard</h1>
<p>The console is not built yet. This server is running; it speaks JSON and gRPC.</p>
<p lang="zh">控制台尚未建成。服务正在运行，可通过 JSON 与 gRPC 访问。</p>
<ul>
<li><a href="/v1/alerts">/v1/alerts</a> alerts 告警</li>
<li><a href="/v1/zones">/v1/zones</a> zones 管控区域</li>
<li><a href="/v1/vehicles">/v1/vehicles</a> vehicles 车辆</li>
<li><a href="/readyz">/readyz</a> whether fixes are taken and judged 就绪状态</li>
<li><a href="/metrics">/metrics</a> for Prometheus 监控指标</li>
</ul>
</html>
"#;
