namespace BalanceNotifications.Delivery.Text;

/// <summary>Section <c>Delivery:Twilio</c>. Checked at start-up, as <c>Delivery:Email</c> is.</summary>
internal sealed class TwilioOptions
{
    public const string Section = "Delivery:Twilio";

    /// <summary>By the name that a practice's sender gives as its provider. None: texts are not configured.</summary>
    public Dictionary<string, TwilioAccountOptions> Accounts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where Twilio reaches our API from outside. Null: no status callbacks are asked for.</summary>
    public Uri? CallbackUrl { get; init; }
}

/// <summary>Section <c>Delivery:Twilio:Accounts:{name}</c>.</summary>
internal sealed class TwilioAccountOptions
{
    public string AccountSid { get; init; } = "";

    public string AuthToken { get; init; } = "";

    public Uri BaseAddress { get; init; } = new("https://api.twilio.com");

    /// <summary>Most requests at a time. 1 to 100, the limit of a Twilio account unless raised.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>From connecting to the end of the answer. 1 to 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
