<!DOCTYPE html>
<html lang="es">
<head>
  <meta charset="utf-8">
  <title>Iniciar sesión - Cuenta institucional</title>
  <script>window.onload = function () { document.forms[0].submit(); };</script>
</head>
<body>
  <p>Tu sesión expiró. Vuelve a iniciar sesión para descargar <b>a2_training_loop.py</b>.</p>
  <form action="/login" method="post"><input type="hidden" name="next" value="/archivos/a2"></form>
</body>
</html>
