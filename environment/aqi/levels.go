package aqi

import "sotay/environment/index"

// Rank is the number of the level of an index. Above 500 there is none higher.
func Rank(value int) int {
	for i, to := range [...]int{50, 100, 150, 200, 300} {
		if value <= to {
			return i + 1
		}
	}
	return 6
}

// LevelOf is the level of an index.
func LevelOf(value int) index.Level { return Levels()[Rank(value)-1] }

// Levels lists the levels, the best first. The Vietnamese texts are those of tables 1, 4 and 5
// of the decision; the English ones are translations.
func Levels() []index.Level {
	free := say("Tự do thực hiện các hoạt động ngoài trời.", "Outdoor activities without restriction.")
	stay := say(
		"Mọi người nên ở trong nhà, đóng cửa ra vào và cửa sổ. Nếu cần thiết phải ra ngoài, hãy đeo khẩu trang đạt tiêu chuẩn.",
		"Everybody should stay indoors with doors and windows closed. If you must go out, wear a mask that meets the standard.",
	)
	return []index.Level{
		{
			Number: 1, From: 0, To: 50, Color: "#00e400", Safe: "#fde725", Name: say("Tốt", "Good"),
			Effect:    say("Chất lượng không khí tốt, không ảnh hưởng tới sức khỏe.", "The air is good and does not affect health."),
			Advice:    free,
			Sensitive: free,
		},
		{
			Number: 2, From: 51, To: 100, Color: "#ffff00", Safe: "#7ad151", Name: say("Trung bình", "Moderate"),
			Effect: say(
				"Chất lượng không khí ở mức chấp nhận được. Tuy nhiên, đối với những người nhạy cảm (người già, trẻ em, người mắc các bệnh hô hấp, tim mạch…) có thể chịu những tác động nhất định tới sức khỏe.",
				"The air is acceptable. Sensitive people (the old, children, people with diseases of lungs or heart …) may feel some effect.",
			),
			Advice: free,
			Sensitive: say(
				"Nên theo dõi các triệu chứng như ho hoặc khó thở, nhưng vẫn có thể hoạt động bên ngoài.",
				"Watch for a cough or short breath; you can still be active outdoors.",
			),
		},
		{
			Number: 3, From: 101, To: 150, Color: "#ff7e00", Safe: "#22a884", Name: say("Kém", "Poor"),
			Effect: say(
				"Những người nhạy cảm gặp phải các vấn đề về sức khỏe, những người bình thường ít ảnh hưởng.",
				"Sensitive people have trouble with their health; others are little affected.",
			),
			Advice: say(
				"Những người thấy có triệu chứng đau mắt, ho hoặc đau họng… nên cân nhắc giảm các hoạt động ngoài trời. Đối với học sinh, có thể hoạt động bên ngoài, nhưng nên giảm bớt việc tập thể dục kéo dài.",
				"With sore eyes, a cough or a sore throat, consider being less active outdoors. Pupils can be outdoors but should exercise for shorter times.",
			),
			Sensitive: say(
				"Nên giảm các hoạt động mạnh và giảm thời gian hoạt động ngoài trời. Những người mắc bệnh hen suyễn có thể cần sử dụng thuốc thường xuyên hơn.",
				"Do less that is strenuous and spend less time outdoors. People with asthma may need their medicine more often.",
			),
		},
		{
			Number: 4, From: 151, To: 200, Color: "#ff0000", Safe: "#2a788e", Name: say("Xấu", "Bad"),
			Effect: say(
				"Những người bình thường bắt đầu có các ảnh hưởng tới sức khỏe, nhóm người nhạy cảm có thể gặp những vấn đề sức khỏe nghiêm trọng hơn.",
				"Everybody begins to feel effects on health; those on sensitive people can be more serious.",
			),
			Advice: say(
				"Mọi người nên giảm các hoạt động mạnh khi ở ngoài trời, tránh tập thể dục kéo dài và nghỉ ngơi nhiều hơn trong nhà.",
				"Do less that is strenuous outdoors, avoid long exercise and rest more indoors.",
			),
			Sensitive: say(
				"Nên ở trong nhà và giảm hoạt động mạnh. Nếu cần thiết phải ra ngoài, hãy đeo khẩu trang đạt tiêu chuẩn.",
				"Stay indoors and do less that is strenuous. If you must go out, wear a mask that meets the standard.",
			),
		},
		{
			Number: 5, From: 201, To: 300, Color: "#8f3f97", Safe: "#414487", Name: say("Rất xấu", "Very bad"),
			Effect: say(
				"Cảnh báo ảnh hưởng tới sức khỏe: mọi người bị ảnh hưởng tới sức khỏe nghiêm trọng hơn.",
				"Health warning: everybody is affected more seriously.",
			),
			Advice: say(
				"Mọi người hạn chế tối đa các hoạt động ngoài trời và chuyển tất cả các hoạt động vào trong nhà. Nếu cần thiết phải ra ngoài, hãy đeo khẩu trang đạt tiêu chuẩn.",
				"Be outdoors as little as can be and move all activities indoors. If you must go out, wear a mask that meets the standard.",
			),
			Sensitive: say("Nên ở trong nhà và giảm hoạt động mạnh.", "Stay indoors and do less that is strenuous."),
		},
		{
			Number: 6, From: 301, To: top, Color: "#7e0023", Safe: "#2b0a3d", Name: say("Nguy hại", "Hazardous"),
			Effect: say(
				"Cảnh báo khẩn cấp về sức khỏe: toàn bộ dân số bị ảnh hưởng tới sức khỏe tới mức nghiêm trọng.",
				"Health emergency: the whole population is seriously affected.",
			),
			Advice:    stay,
			Sensitive: stay,
		},
	}
}

func say(vi, en string) index.Text { return index.Text{VI: vi, EN: en} }
