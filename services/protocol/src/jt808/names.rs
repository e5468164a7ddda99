//! Names of all message ids of JT/T 808 and of what travels beside it, also of those that this
//! codec does not take apart (JT/T 808-2013 and -2019, annex B; JT/T 1078-2016; T/JSATL 12-2017).

/// A message's name in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// As the standard calls it.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// What a message id stands for; `None` where no standard known here says.
#[must_use]
pub fn of(message_id: u16) -> Option<Name> {
    if let Ok(row) = NAMES.binary_search_by_key(&message_id, |row| row.0) {
        let (_, zh, en) = NAMES[row];
        return Some(Name { zh, en });
    }
    match message_id {
        0x0F00..=0x0FFF | 0x8F00..=0x8FFF => Some(Name { zh: "保留", en: "reserved" }),
        0xE000..=0xEFFF => Some(Name {
            zh: "厂商自定义上行消息",
            en: "manufacturer's own, from terminal",
        }),
        0xF000..=0xFFFF => Some(Name {
            zh: "厂商自定义下行消息",
            en: "manufacturer's own, from platform",
        }),
        _ => None,
    }
}

/// In order of id.
const NAMES: &[(u16, &str, &str)] = &[
    (0x0001, "终端通用应答", "terminal general reply"),
    (0x0002, "终端心跳", "heartbeat"),
    (0x0003, "终端注销", "logout"),
    (0x0004, "查询服务器时间请求", "query server time"),
    (0x0005, "终端补传分包请求", "terminal asks for packages again"),
    (0x0100, "终端注册", "register"),
    (0x0102, "终端鉴权", "authenticate"),
    (0x0104, "查询终端参数应答", "parameters reply"),
    (0x0107, "查询终端属性应答", "attributes reply"),
    (0x0108, "终端升级结果通知", "upgrade result"),
    (0x0200, "位置信息汇报", "location report"),
    (0x0201, "位置信息查询应答", "location query reply"),
    (0x0301, "事件报告", "event report"),
    (0x0302, "提问应答", "answer to a question"),
    (0x0303, "信息点播/取消", "information order or cancel"),
    (0x0500, "车辆控制应答", "vehicle control reply"),
    (0x0608, "查询区域或线路数据应答", "fences or routes reply"),
    (0x0700, "行驶记录数据上传", "driving record data"),
    (0x0701, "电子运单上报", "electronic waybill"),
    (0x0702, "驾驶员身份信息采集上报", "driver identity"),
    (0x0704, "定位数据批量上传", "batch location upload"),
    (0x0705, "CAN总线数据上传", "CAN data"),
    (0x0800, "多媒体事件信息上传", "multimedia event"),
    (0x0801, "多媒体数据上传", "multimedia data"),
    (0x0802, "存储多媒体数据检索应答", "stored media search reply"),
    (0x0805, "摄像头立即拍摄命令应答", "shoot camera reply"),
    (0x0900, "数据上行透传", "passthrough from terminal"),
    (0x0901, "数据压缩上报", "compressed data"),
    (0x0A00, "终端RSA公钥", "terminal RSA public key"),
    (0x1003, "终端上传音视频属性", "audio and video attributes"),
    (0x1005, "终端上传乘客流量", "passenger flow"),
    (0x1205, "终端上传音视频资源列表", "audio and video resource list"),
    (0x1206, "文件上传完成通知", "file upload finished"),
    (0x1210, "报警附件信息", "alarm attachment information"),
    (0x1211, "文件信息上传", "file information"),
    (0x1212, "文件上传完成消息", "file upload complete"),
    (0x8001, "平台通用应答", "platform general reply"),
    (0x8003, "服务器补传分包请求", "platform asks for packages again"),
    (0x8004, "查询服务器时间应答", "server time"),
    (0x8100, "终端注册应答", "register reply"),
    (0x8103, "设置终端参数", "set parameters"),
    (0x8104, "查询终端参数", "query all parameters"),
    (0x8105, "终端控制", "terminal control"),
    (0x8106, "查询指定终端参数", "query some parameters"),
    (0x8107, "查询终端属性", "query attributes"),
    (0x8108, "下发终端升级包", "upgrade package"),
    (0x8201, "位置信息查询", "location query"),
    (0x8202, "临时位置跟踪控制", "temporary tracking"),
    (0x8203, "人工确认报警消息", "confirm alarm by hand"),
    (0x8204, "链路检测", "link test"),
    (0x8300, "文本信息下发", "text to the driver"),
    (0x8301, "事件设置", "set events"),
    (0x8302, "提问下发", "question"),
    (0x8303, "信息点播菜单设置", "set information menu"),
    (0x8304, "信息服务", "information service"),
    (0x8400, "电话回拨", "call back"),
    (0x8401, "设置电话本", "set phone book"),
    (0x8500, "车辆控制", "vehicle control"),
    (0x8600, "设置圆形区域", "set circles"),
    (0x8601, "删除圆形区域", "delete circles"),
    (0x8602, "设置矩形区域", "set rectangles"),
    (0x8603, "删除矩形区域", "delete rectangles"),
    (0x8604, "设置多边形区域", "set polygon"),
    (0x8605, "删除多边形区域", "delete polygons"),
    (0x8606, "设置路线", "set route"),
    (0x8607, "删除路线", "delete routes"),
    (0x8608, "查询区域或线路数据", "query fences or routes"),
    (0x8700, "行驶记录数据采集命令", "collect driving record"),
    (0x8701, "行驶记录参数下传命令", "set driving recorder parameters"),
    (0x8702, "上报驾驶员身份信息请求", "query driver identity"),
    (0x8800, "多媒体数据上传应答", "multimedia data reply"),
    (0x8801, "摄像头立即拍摄命令", "shoot camera"),
    (0x8802, "存储多媒体数据检索", "stored media search"),
    (0x8803, "存储多媒体数据上传命令", "upload stored media"),
    (0x8804, "录音开始命令", "start recording"),
    (0x8805, "单条存储多媒体数据检索上传命令", "upload one stored medium"),
    (0x8900, "数据下行透传", "passthrough to terminal"),
    (0x8A00, "平台RSA公钥", "platform RSA public key"),
    (0x9003, "查询终端音视频属性", "query audio and video attributes"),
    (0x9101, "实时音视频传输请求", "live audio and video request"),
    (0x9102, "音视频实时传输控制", "live audio and video control"),
    (0x9105, "实时音视频传输状态通知", "live audio and video status"),
    (0x9201, "平台下发远程录像回放请求", "remote playback request"),
    (0x9202, "平台下发远程录像回放控制", "remote playback control"),
    (0x9205, "查询资源列表", "query resource list"),
    (0x9206, "文件上传指令", "file upload command"),
    (0x9207, "文件上传控制", "file upload control"),
    (0x9208, "报警附件上传指令", "alarm attachment upload"),
    (0x9212, "文件上传完成消息应答", "file upload complete reply"),
    (0x9301, "云台旋转", "PTZ rotate"),
    (0x9302, "云台调整焦距控制", "PTZ focus"),
    (0x9303, "云台调整光圈控制", "PTZ iris"),
    (0x9304, "云台雨刷控制", "PTZ wiper"),
    (0x9305, "红外补光控制", "infrared light"),
    (0x9306, "云台变倍控制", "PTZ zoom"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_on_the_list_is_found() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        for (id, zh, en) in NAMES {
            assert_eq!(of(*id), Some(Name { zh, en }));
        }
        assert_eq!(of(0x8501), None, "in no edition");
        assert_eq!(of(0xF001).map(|name| name.en), Some("manufacturer's own, from platform"));
    }
}
