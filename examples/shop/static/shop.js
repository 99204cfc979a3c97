// Maison Brévin: minicart, cookie bar and the quick add of the old catalogue.
function ask(method, url, body, then) {
  var request = new XMLHttpRequest();
  request.open(method, url, true);
  request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
  if (body) { request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded'); }
  request.onreadystatechange = function () {
    if (request.readyState === 4 && request.status === 200) { then(request.responseText); }
  };
  request.send(body);
}

function showMinicart() {
  ask('GET', shop.minicart, null, function (html) {
    document.getElementById('minicart').innerHTML = html || nobodyHome;
  });
}

function cookieBar() {
  var bar = document.getElementById('cookiebar');
  if (/(^|; )cookie_ok=/.test(document.cookie)) { return; }
  bar.className = '';
  var buttons = bar.getElementsByTagName('button');
  for (var i = 0; i < buttons.length; i++) {
    buttons[i].onclick = function () {
      document.cookie = 'cookie_ok=' + this.value + '; path=/; max-age=15724800';
      bar.className = 'off';
      return false;
    };
  }
}

function quickAdd() {
  var button = document.getElementById('quick-add');
  if (!button) { return; }
  button.onclick = function () {
    var url = shop.home + 'index.php?route=checkout/cart/add';
    ask('POST', url, 'product_id=' + button.rel + '&quantity=1', function (text) {
      var answer = JSON.parse(text);
      var place = document.getElementById('quick-add-answer');
      place.textContent = answer.success ? 'Added: ' + answer.total : answer.error;
      showMinicart();
    });
    return false;
  };
}

showMinicart();
cookieBar();
quickAdd();
