namespace BalanceNotifications.Delivery;

/// <summary>Whose affair a refusal by SMTP is.</summary>
public enum SmtpOutcome
{
    /// <summary>The address cannot take messages: the only one that costs a guarantor a channel.</summary>
    RecipientPermanent,

    /// <summary>May pass.</summary>
    RecipientTemporary,

    /// <summary>Credentials, policy, protocol, our own address.</summary>
    Sender,

    /// <summary>This message, as it is.</summary>
    Content,
}

/// <summary>Which step was refused.</summary>
public enum RefusedStep
{
    Mail,
    Rcpt,

    /// <summary>DATA, or the message itself.</summary>
    Data,

    /// <summary>Some step between two other servers: a delivery report seldom says which.</summary>
    Report,
}
