package main

import "sotay/importers"

// helpTexts gives the texts of --help in one language.
func helpTexts(english bool) map[string]string {
	texts := map[string]string{}
	for name, w := range helpWords() {
		texts[name] = w.Vi
		if english {
			texts[name] = w.En
		}
	}
	return texts
}

func helpWords() map[string]importers.Words {
	return map[string]importers.Words{
		"lang":        {Vi: "Ngôn ngữ hiển thị; mặc định theo LANG, nếu không thì tiếng Việt.", En: "Language of the output; by LANG, else Vietnamese."},
		"data":        {Vi: "Thư mục dữ liệu, có máy chủ PostgreSQL riêng của sotay.", En: "Data folder, with sotay's own private PostgreSQL."},
		"url":         {Vi: "Dùng máy chủ PostgreSQL này thay vì máy chủ riêng.", En: "Use this PostgreSQL server instead of the private one."},
		"secret":      {Vi: "Bí mật để suy ra mật khẩu của bốn tài khoản; mặc định là mật khẩu trong URL.", En: "Secret from which the four logins' passwords are derived; by default the URL's password."},
		"json":        {Vi: "In một giá trị JSON cho chương trình đọc, cả khi lỗi.", En: "Print one JSON value, for programs; of a failure too."},
		"serve":       {Vi: "Chạy bản đồ web và API.", En: "Serve the web map and the API."},
		"listen":      {Vi: "Địa chỉ lắng nghe.", En: "Address to listen on."},
		"basemap":     {Vi: "Nền bản đồ: URL của style MapLibre hoặc mẫu ảnh {z}/{x}/{y}.", En: "Base map: URL of a MapLibre style, or a raster template with {z}/{x}/{y}."},
		"origins":     {Vi: "Máy chủ khác mà style của nền bản đồ lấy ô, chữ và ký hiệu.", En: "Other servers that the base map's style loads tiles, fonts and sprites from."},
		"cert":        {Vi: "Chứng thư TLS (PEM).", En: "TLS certificate (PEM)."},
		"key":         {Vi: "Khóa TLS (PEM).", En: "TLS key (PEM)."},
		"oidc_issuer": {Vi: "Nơi đăng nhập bằng OpenID Connect, cho người có tài khoản ở đó.", En: "OpenID Connect provider, for people who have an account there."},
		"oidc_client": {Vi: "Mã mà nơi đó đặt cho sổ tay (client_id).", En: "What the provider calls this handbook (client_id)."},
		"oidc_secret": {Vi: "Tệp chứa khóa bí mật của sổ tay ở nơi đó; bỏ qua nếu không có khóa.", En: "File with this handbook's secret at the provider; leave out for a public client."},
		"oidc_name":   {Vi: "Tên nơi đăng nhập, ghi trên nút.", En: "Name of the provider, on the button."},
		"public":      {Vi: "Địa chỉ mà người dùng thấy, khi sau proxy.", En: "The address people see, when behind a proxy."},
		"proxy":       {Vi: "Mạng của proxy được tin khi báo địa chỉ thật của máy khách.", En: "Networks of proxies believed about the client's real address."},
		"meridian":    {Vi: "Kinh tuyến trục VN-2000 của tỉnh, tính bằng độ.", En: "The province's central meridian of VN-2000, in degrees."},
		"name":        {Vi: "Tên tiếng Việt của sổ tay.", En: "Vietnamese name of the handbook."},
		"name_en":     {Vi: "Tên tiếng Anh của sổ tay.", En: "English name of the handbook."},
		"guide":       {Vi: "Thư mục bài hướng dẫn (tên-bài.vi.md, tên-bài.en.md) thay hoặc thêm vào các bài có sẵn.", En: "Folder of guides (name.vi.md, name.en.md) that replace or add to those in the program."},
		"lookups":     {Vi: "Số lượt tra cứu mỗi giây của một máy khách (gấp ba trong chốc lát; trang 100 đối tượng tính 6 lượt); 0: không giới hạn.", En: "Look-ups of one client per second (three times as many for a moment; a page of 100 features counts as 6); 0: no limit."},
		"tiles_rate":  {Vi: "Số ô bản đồ mỗi giây của một máy khách (gấp ba trong chốc lát); 0: không giới hạn.", En: "Tiles of one client per second (three times as many for a moment); 0: no limit."},
		"verbose":     {Vi: "Ghi nhật ký chi tiết.", En: "Log in detail."},
		"demo":        {Vi: "Nạp tỉnh minh họa (hư cấu) vào cơ sở dữ liệu, hoặc ghi ra tệp.", En: "Load the demo province (invented) into the database, or write it as files."},
		"write":       {Vi: "Ghi tỉnh minh họa ra thư mục này, không nạp.", En: "Write the demo province into this folder instead of loading it."},
		"import":      {Vi: "Nhập một tệp vào một lớp: xem khác biệt trước, rồi áp dụng.", En: "Import a file into a layer: see the difference first, then apply it."},
		"imports":     {Vi: "Các lần nhập: xem, áp dụng, hoàn tác.", En: "Imports: look at them, apply, undo."},
		"layers":      {Vi: "Các lớp dữ liệu trong danh mục.", En: "Layers of the catalogue."},
		"user":        {Vi: "Tài khoản: thêm, liệt kê, khóa, liên kết đặt mật khẩu.", En: "Accounts: add, list, disable, link that sets a password."},
		"token":       {Vi: "Mã truy cập cho chương trình: tạo, liệt kê, thu hồi.", En: "Tokens for programs: create, list, revoke."},
		"audit":       {Vi: "Nhật ký truy cập.", En: "The audit log."},
		"migrate":     {Vi: "Cấu trúc cơ sở dữ liệu.", En: "The structure of the database."},
		"psql":        {Vi: "Mở psql trên cơ sở dữ liệu.", En: "Open psql on the database."},
		"help":        {Vi: "Hướng dẫn, của chương trình hoặc của một lệnh.", En: "Help on the program, or on a command."},
		"version":     {Vi: "Phiên bản của chương trình.", En: "The version of the program."},
		"communes":    {Vi: "Đơn vị hành chính: liệt kê, cũ và mới, nhập bảng chuyển đổi.", En: "Administrative units: list, old and new, import a table."},

		"readings_folder": {Vi: "Thư mục nhận tệp quan trắc (Thông tư 10/2021), để máy chủ FTP ghi vào.", En: "Folder that monitoring files (Circular 10/2021) are taken from; an FTP server writes into it."},
		"readings_settle": {Vi: "Tệp phải nằm yên bao lâu rồi mới được đọc.", En: "How long a file must not change before it is taken."},
		"mqtt_config":     {Vi: "Tệp cấu hình (JSON) để nhận số liệu từ máy chủ MQTT.", En: "Configuration (JSON) for taking readings from an MQTT broker."},

		"help_command":   {Vi: "Lệnh cần xem.", En: "The command to show."},
		"layers_list":    {Vi: "Liệt kê các lớp.", En: "List the layers."},
		"layers_show":    {Vi: "Một lớp và các trường của nó.", En: "One layer and its fields."},
		"layer_name":     {Vi: "Tên lớp.", En: "Name of the layer."},
		"migrate_status": {Vi: "Bước nào đã chạy (mặc định).", En: "Which migrations have run (the default)."},
		"migrate_up":     {Vi: "Chạy các bước còn thiếu.", En: "Run the missing migrations."},
		"superuser":      {Vi: "In phần SQL mà quản trị viên phải chạy một lần trên máy chủ của mình.", En: "Print the SQL that a superuser runs once on a server of the operator's."},
		"login":          {Vi: "Đăng nhập bằng tài khoản nào.", En: "Which login to use."},
		"psql_args":      {Vi: "Tham số cho psql, sau dấu --.", En: "Arguments for psql, after --."},

		"import_file":  {Vi: "Tệp .shp, .zip, .geojson, .geojsonl, .csv, .gpkg; có GDAL: .kml, .kmz, .tab, .mif, .dgn (V7), .dxf, .gml, .fgb, .xlsx.", En: "File: .shp, .zip, .geojson, .geojsonl, .csv, .gpkg; with GDAL .kml, .kmz, .tab, .mif, .dgn (V7), .dxf, .gml, .fgb, .xlsx."},
		"import_layer": {Vi: "Lớp nhận dữ liệu.", En: "Layer that takes the data."},
		"source_layer": {Vi: "Lớp bên trong tệp có nhiều lớp.", En: "Layer inside a file that has several."},
		"crs":          {Vi: "Hệ tọa độ của tệp: EPSG:9210, 910775, kinh tuyến trục như 107.75, hoặc WKT.", En: "The file's coordinates: EPSG:9210, 910775, a central meridian such as 107.75, or WKT."},
		"encoding":     {Vi: "Bảng mã: tcvn3 cho mọi cột chữ, hoặc CỘT=tcvn3 cho một cột.", En: "Encoding: tcvn3 for all text columns, or COLUMN=tcvn3 for one."},
		"map":          {Vi: "CỘT=trường; CỘT=- để bỏ một cột.", En: "COLUMN=field; COLUMN=- leaves a column out."},
		"set":          {Vi: "trường=giá trị cho trường không có cột nào.", En: "field=value for a field that no column has."},
		"numbers":      {Vi: "CỘT=vi (1.234,5) hoặc CỘT=en (1,234.5) cho số viết dạng chữ.", En: "COLUMN=vi (1.234,5) or COLUMN=en (1,234.5) for numbers written as text."},
		"x":            {Vi: "Cột kinh độ hoặc hướng đông của tệp CSV.", En: "Longitude or easting column of a CSV."},
		"y":            {Vi: "Cột vĩ độ hoặc hướng bắc của tệp CSV.", En: "Latitude or northing column of a CSV."},
		"replace":      {Vi: "Xóa bản ghi thiếu trong tệp ở phạm vi nào.", En: "Where records that the file lacks are removed."},
		"new_layer":    {Vi: "Tạo lớp mới tên này từ tệp.", En: "Make a new layer of this name from the file."},
		"title":        {Vi: "Tên tiếng Việt của lớp mới.", En: "Vietnamese title of the new layer."},
		"title_en":     {Vi: "Tên tiếng Anh của lớp mới.", En: "English title of the new layer."},
		"theme":        {Vi: "Chủ đề của lớp mới.", En: "Theme of the new layer."},
		"accept":       {Vi: "Coi lỗi mang mã này là cảnh báo: outside_commune, unknown_commune, outside_province.", En: "Take errors of this code as warnings: outside_commune, unknown_commune, outside_province."},
		"skip_bad":     {Vi: "Nhập phần tốt, bỏ các dòng sai.", En: "Import the good rows and leave the bad ones out."},
		"repair":       {Vi: "Sửa hình sai khi không phải đoán; bảng lỗi ghi từng dòng đã sửa gì.", En: "Mend bad shapes where that is no guess; the problems say of each row what was done."},
		"dry_run":      {Vi: "Chỉ xem khác biệt.", En: "Only show the difference."},
		"yes":          {Vi: "Áp dụng mà không hỏi.", En: "Apply without asking."},
		"problems":     {Vi: "Ghi bảng lỗi ra tệp CSV này.", En: "Write the table of problems to this CSV file."},

		"user_add":       {Vi: "Tạo tài khoản; không cho mật khẩu thì in liên kết đặt mật khẩu.", En: "Make an account; without a password a link that sets one is printed."},
		"user_list":      {Vi: "Liệt kê tài khoản.", En: "List the accounts."},
		"user_disable":   {Vi: "Khóa một tài khoản ngay lập tức.", En: "Shut an account out at once."},
		"user_link":      {Vi: "Tạo liên kết đặt mật khẩu mới, dùng một lần.", En: "Make a link that sets a new password, once."},
		"login_name":     {Vi: "Tên đăng nhập.", En: "The login."},
		"user_name":      {Vi: "Họ tên.", En: "The person's name."},
		"user_role":      {Vi: "Vai trò.", En: "The role."},
		"user_communes":  {Vi: "Mã các xã của cán bộ địa chính; không nêu: toàn tỉnh.", En: "Codes of a land officer's communes; none: the whole province."},
		"password_stdin": {Vi: "Đọc mật khẩu từ dòng đầu của đầu vào.", En: "Read the password from the first line of the input."},
		"token_create":   {Vi: "Tạo mã truy cập, chỉ in một lần.", En: "Make a token, printed only once."},
		"token_list":     {Vi: "Liệt kê mã truy cập.", En: "List the tokens."},
		"token_revoke":   {Vi: "Thu hồi một mã truy cập ngay lập tức.", En: "End a token at once."},
		"token_name":     {Vi: "Tên của mã: dùng ở đâu, để làm gì.", En: "What the token is called: where and for what it is used."},
		"token_scopes":   {Vi: "Phạm vi của mã.", En: "What the token may do."},
		"token_login":    {Vi: "Chủ của mã: mã không được làm nhiều hơn vai trò của người này.", En: "Owner of the token: it may do no more than this person's role."},
		"token_for":      {Vi: "Thời hạn của mã, như 720h; không nêu: đến khi thu hồi.", En: "How long the token lasts, such as 720h; without it until it is revoked."},
		"token_id":       {Vi: "Số của mã, như sotay token list in ra.", En: "The token's id, as sotay token list prints it."},
		"audit_head":     {Vi: "Đầu nhật ký mà máy khác đã ghi (tệp audit.head hoặc log của máy đó) để đối chiếu; lặp lại được.", En: "A head that another machine noted (its audit.head or its log), to compare with; may be repeated."},
		"audit_no_head":  {Vi: "Chấp nhận không có đầu nhật ký nào để đối chiếu.", En: "Be content where there is no head to compare with."},
		"audit_verify":   {Vi: "Kiểm tra nhật ký và chỉ ra dòng đầu tiên bị sửa, thiếu hoặc cắt.", En: "Check the audit log and name the first row that was altered, is missing or was cut off."},
		"audit_key":      {Vi: "Tệp khóa của nhật ký; không nêu: audit.key trong thư mục dữ liệu.", En: "File with the audit log's key; without it audit.key in the data folder."},

		"communes_list":   {Vi: "Liệt kê đơn vị của một ngày, hoặc mọi đơn vị mang một tên.", En: "List the units of a day, or all units of a name."},
		"communes_show":   {Vi: "Một đơn vị: hình thành từ đâu, trở thành gì.", En: "One unit: what it was made of and what it became."},
		"communes_import": {Vi: "Nhập bảng đơn vị cũ → mới (CSV); nhập lại cùng bảng không đổi gì.", En: "Import a table of old and new units (CSV); the same table twice changes nothing."},
		"communes_at":     {Vi: "Ngày cần xem; không nêu: hôm nay.", En: "The day to show; without it today."},
		"communes_level":  {Vi: "Cấp: 1 tỉnh, 2 huyện (đến 30/06/2025), 3 xã, 0 mọi cấp.", En: "Level: 1 province, 2 district (until 30 June 2025), 3 commune, 0 all."},
		"communes_find":   {Vi: "Tên hoặc mã, cũ hay mới; có thể kèm huyện, tỉnh.", En: "Name or code, old or new; a district or province may go with it."},
		"communes_code":   {Vi: "Mã: 5 chữ số của xã, 3 của huyện, 2 của tỉnh.", En: "Code: 5 digits of a commune, 3 of a district, 2 of a province."},
		"communes_file":   {Vi: "Tệp CSV với các cột old_province_code, old_province, old_ward_code, old_ward, is_split, new_province_code, new_province, new_ward_code, new_ward; có thể thêm effective, decree, old_district_code, old_district, new_district_code, new_district.", En: "CSV with the columns old_province_code, old_province, old_ward_code, old_ward, is_split, new_province_code, new_province, new_ward_code, new_ward; and effective, decree, old_district_code, old_district, new_district_code, new_district if wanted."},

		"imports_list":    {Vi: "Liệt kê các lần nhập, mới nhất trước.", En: "List imports, the newest first."},
		"imports_show":    {Vi: "Một lần nhập: khác biệt và lỗi.", En: "One import: its difference and problems."},
		"imports_apply":   {Vi: "Áp dụng một lần nhập đã chuẩn bị.", En: "Apply an import that is staged."},
		"imports_undo":    {Vi: "Hoàn tác một lần nhập đã áp dụng.", En: "Undo an import that was applied."},
		"imports_discard": {Vi: "Bỏ một lần nhập đang chờ áp dụng.", En: "Give up an import that waits to be applied."},
		"imports_changes": {Vi: "Liệt kê từng bản ghi sửa, xóa, thêm, với giá trị cũ → mới.", En: "List each record changed, removed and added, with its values old → new."},
		"imports_limit":   {Vi: "Số dòng nhiều nhất.", En: "At most so many."},
		"imports_of":      {Vi: "Chỉ của lớp này.", En: "Of this layer only."},
		"import_id":       {Vi: "Số của lần nhập.", En: "Number of the import."},
	}
}
