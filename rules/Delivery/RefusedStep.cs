namespace BalanceNotifications.Delivery;

/// <summary>Which step of SMTP was refused.</summary>
public enum RefusedStep
{
    Mail,
    Rcpt,

    /// <summary>DATA, or the message itself.</summary>
    Data,

    /// <summary>Some step between two other servers: a delivery report seldom says which.</summary>
    Report,
}
